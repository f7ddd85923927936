"""What holds for every format: the table, detection by content, limits, and whatever bytes may come."""

import time

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stream.errors import EmptyStory, HostileStory, StoryRefused, UnknownFormat
from stream.wire import FORMATS, Parsed, detect, parse
from stream.wire.limits import RAW_LIMIT

# One message of each format; a new line of FORMATS brings its own.
EXAMPLES = {
    "plain": b"Le bac repart\nLe bac a repris lundi la travers\xc3\xa9e de l'estuaire.",
    "ninjs": b'{"uri": "urn:newsml:exemple.fr:1", "headline": "Le bac repart", "body_html": "<p>Le bac a repris lundi.</p>"}',
    "newsml1": b"<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>exemple.fr</ProviderId><NewsItemId>1</NewsItemId>"
    b"</NewsIdentifier></Identification><NewsComponent><NewsLines><HeadLine>Le bac repart</HeadLine></NewsLines></NewsComponent>"
    b"</NewsItem></NewsML>",
    "newsmlg2": b'<newsItem guid="urn:newsml:exemple.fr:1">'
    b"<contentMeta><headline>Le bac repart</headline></contentMeta></newsItem>",
    "nitf": b"<nitf><body><body.head><hedline><hl1>Le bac repart</hl1></hedline></body.head></body></nitf>",
    "rss": b"<rss><channel><item><title>Le bac repart</title></item></channel></rss>",
    "iptc7901": b"\x01abc123 4 i 20\r\nbac/\r\n\x02Le bac repart\r\n\r\n   Le bac a repris lundi.\r\n\x03\x04",
    "anpa1312": b"\x16\x16\x01a0123\x1f-----\r\nr i\x13\x11 BC-Bac   05-14 0020\r\n\x02^BC-Bac, 20<\r\n^Le bac repart<\r\n"
    b"\t   Le bac a repris lundi.\r\n\x03\x04",
}
MISLEADING = ["text/plain", "application/json", "text/xml; charset=utf-8", "image/jpeg", "", None]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("content_type", MISLEADING)
def test_format_is_told_by_content_whatever_the_hint(name: str, content_type: str | None) -> None:
    assert detect(EXAMPLES[name], content_type=content_type, filename="x.bin") == name


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_every_format_may_start_with_a_byte_order_mark(name: str, encoding: str) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""

    assert detect(mark + EXAMPLES[name].decode().encode(encoding)) == name


@pytest.mark.parametrize("name", FORMATS)
def test_text_fields_of_a_story_agree(name: str) -> None:
    (story,) = parse(EXAMPLES[name]).stories

    assert story.format == name
    assert "\n".join(story.text[start:end] for start, end in story.paragraphs) == story.text
    assert story.headline == story.text[slice(*story.paragraphs[0])]


@pytest.mark.parametrize("name", FORMATS)
def test_provider_hint_fills_in(name: str) -> None:
    assert parse(EXAMPLES[name], provider="EX").stories[0].provider == "EX"


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"", EmptyStory),
        (b" \r\n", EmptyStory),
        (b"\x00" * 100, UnknownFormat),
        (bytes(range(256)) * 20, UnknownFormat),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", UnknownFormat),
        (b"\x89PNG\r\n\x1a\n", UnknownFormat),
        (b"<!DOCTYPE html><html><body>Bonjour</body></html>", UnknownFormat),
        (b"<svg/>", UnknownFormat),
        (b"<", UnknownFormat),
        (b"{", UnknownFormat),
        (b"a" * (RAW_LIMIT + 1), HostileStory),
    ],
)
def test_what_is_no_story_is_refused_by_name(raw: bytes, error: type[StoryRefused]) -> None:
    with pytest.raises(error):
        parse(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"mot\n" * 2_000_000,
        b"<!-- -->" * 500_000 + b"x",
        b"<??>" * 500_000,
        b"<NewsML>" + b"&a" * 2_000_000,
        b"<NewsItem>" + b"<!ENTITY " * 500_000,
        b'{"uri"' * 1_000_000,
        b'{"uri": "a", "dateline": "' + b"." * 2_000_000 + b'x", "ednote": "' + b"EMBARGO " * 200_000 + b'", "headline": "t"}',
        b'{"uri": "a", "headline": "t", "body_html": "' + b"<p>a" * 200_000 + b'"}',
        ("Le maire (a) parlé. " * 95_000).encode(),
    ],
)
def test_large_or_nested_input_ends_in_seconds(raw: bytes) -> None:
    start = time.monotonic()

    try:
        parse(raw)
    except StoryRefused:
        pass
    finally:
        assert time.monotonic() - start < 10


def outcome(raw: bytes) -> Parsed | StoryRefused:
    try:
        return parse(raw)
    except StoryRefused as refused:
        return refused


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2_000))
def test_any_bytes_are_stories_or_refused(raw: bytes) -> None:
    assert isinstance(outcome(raw), Parsed | StoryRefused)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=1_000))
def test_any_text_is_a_story_or_refused(text: str) -> None:
    found = outcome(text.encode("utf-8", "surrogatepass"))

    assert isinstance(found, StoryRefused) or found.stories[0].text_sha256


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(EXAMPLES)), st.data())
def test_damaged_message_is_a_story_or_refused(name: str, data: st.DataObject) -> None:
    raw = EXAMPLES[name]
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, len(raw)))

    found = outcome(raw[:start] + data.draw(st.binary(max_size=20)) + raw[end:])

    assert isinstance(found, Parsed | StoryRefused)


KEYS = [
    "uri",
    "headline",
    "headlines",
    "body_text",
    "body_html",
    "bodies",
    "version",
    "urgency",
    "subject",
    "keywords",
    "associations",
]
KEYS += ["ednote", "pubstatus", "versioncreated", "embargoed", "type", "links", "language", "slugline", "dateline", "located"]
JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*KEYS, "value", "name", "code", "rel", "href"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), JSON_VALUES, min_size=1, max_size=8))
def test_any_ninjs_is_a_story_or_refused(fields: dict[str, object]) -> None:
    assert isinstance(outcome(orjson.dumps(fields)), Parsed | StoryRefused)
