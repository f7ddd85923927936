"""Whatever a message of a format holds, it is refused by name or becomes stories that do not contradict themselves."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stream.errors import StoryRefused
from stream.story import Story, clean
from stream.wire import parse
from tests.wire.written import WRITERS, Written

WORDS = st.text(st.characters(codec="utf-8"), max_size=60)
LINES = WORDS | st.sampled_from(
    [
        *("KILL", "HOLD", "EMBARGO", "ends", "(AFP)", "Par Jeanne MARTIN", "abc/def", "___", "# Notebook", "=", "ATTENTION ///"),
        *("<p>", "</p>", "&amp;lt;b&amp;gt;", "Ã©", "\x92", "{|}", "``", "page 2/3", "1ST LEAD", "(lead)", "^", "\t", "ZCZC"),
    ]
)
STORIES = st.builds(
    Written,
    headline=st.none() | LINES,
    slug=WORDS,
    byline=st.none() | LINES,
    dateline=st.sampled_from(["", "Brest, 14 mai 2024 (AFP) - ", "BREST (AP) -- ", "(ANSA) - ROMA, 3 LUG - "]),
    paragraphs=st.lists(LINES, max_size=5).map(tuple),
    signoff=st.none() | LINES,
    urgency=st.integers(1, 6),
    killed=st.booleans(),
    note=st.none() | LINES,
    take=st.none() | LINES,
    mark=st.none() | LINES,
    body_html=st.none() | LINES,
)

XML_NAMES = {
    "newsml1": "NewsML NewsItem NewsComponent NewsLines HeadLine DataContent ContentItem Identification NewsIdentifier DateId "
    "NewsItemId RevisionId NewsManagement Status StatusWillChange DateAndTime Role MediaType Property p nitf body body.content",
    "newsmlg2": "newsMessage itemSet newsItem packageItem itemMeta contentMeta contentSet inlineXML inlineData html body p name "
    "headline embargoed pubStatus edNote link subject versionCreated located groupSet group itemRef remoteContent",
    "nitf": "nitf head docdata doc-id urgency date.issue date.release ed-msg du-key body body.head hedline hl1 byline byttl "
    "dateline story.date location body.content p media media-reference media-caption block table tr td hl2 tagline title",
    "rss": "rss channel item entry feed title guid link description pubDate category author encoded content summary id updated "
    "language copyright enclosure",
}
ROOTS = {"newsml1": "NewsML", "newsmlg2": "newsMessage", "nitf": "nitf", "rss": "rss"}
ATTRIBUTES = "FormalName qcode guid version id-string norm ed-urg href url rel type class info key source management-status"
VALUES = WORDS | st.sampled_from(["", "1", "canceled", "embargoed", "stat:withheld", "2024-05-14T10:00:00Z", "dateline", "Text"])


def _escaped(text: str) -> str:
    kept = "".join(char for char in text if char >= " " or char in "\t\n\r")
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _element(name: str, attributes: dict[str, str], parts: list[str]) -> str:
    given = "".join(f' {key}="{_escaped(value)}"' for key, value in attributes.items())
    return f"<{name}{given}>{''.join(parts)}</{name}>"


def _trees(names: str) -> st.SearchStrategy[str]:
    """XML of a format's own elements, nested at will."""

    def element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        attributes = st.dictionaries(st.sampled_from(ATTRIBUTES.split()), VALUES, max_size=2)
        return st.builds(_element, st.sampled_from(names.split()), attributes, st.lists(inner, max_size=4))

    return st.recursive(LINES.map(_escaped), element, max_leaves=15)


TELETYPE = st.lists(
    LINES
    | st.sampled_from(
        [
            *("\x01", "\x02", "\x03", "\x04", "\x16\x16\x01", "\x1f", "\x7f", "\r\n", "\n\n", "   ", "^", "<", " ="),
            *("exa062 4 i 211 dpa 061\r\n", "a0123\x1f-----\r\n", "r i\x13\x11 BC-x   05-14 0120\r\n", "131137 GMT Nov 23"),
            *("AP-WF-05-14-24 1000GMT<", "KWS-21:37-09-12-18", "99-99-99 9999GMT", "^BC-x,12<\r\n", "999999 GMT Xyz 99"),
        ]
    ),
    max_size=25,
).map("".join)


def check(raw: bytes) -> None:
    """That a message is refused by name, or holds stories whose fields agree and that survive their channel."""
    try:
        stories = parse(raw).stories
    except StoryRefused:
        return
    for story in stories:
        assert "\n".join(story.text[start:end] for start, end in story.paragraphs) == story.text
        assert all(clean(line) == line for line in story.text.split("\n"))
        assert story.headline == (story.text[slice(*story.paragraphs[0])] if story.headline_paragraph else None)
        assert msgspec.json.decode(msgspec.json.encode(story), type=Story) == story


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=25, deadline=None)
@given(written=STORIES)
def test_any_story_written_in_a_format_holds(name: str, written: Written) -> None:
    check(WRITERS[name](written))


@pytest.mark.parametrize("name", XML_NAMES)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_tree_of_a_formats_elements_holds(name: str, data: st.DataObject) -> None:
    root = ROOTS[name]

    check(f"<{root}>{data.draw(_trees(XML_NAMES[name]))}</{root}>".encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    "start", ["\x01exa062 4 i 211 dpa 061\r\n", "\x16\x16\x01a0123\x1f-----\r\nr i\x13\x11 BC-x   05-14 0120\r\n"]
)
@settings(max_examples=100, deadline=None)
@given(rest=TELETYPE)
def test_any_teletype_message_holds(start: str, rest: str) -> None:
    check((start + rest).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "cp1251", "utf-8-sig"])
@settings(max_examples=25, deadline=None)
@given(written=STORIES)
def test_any_encoding_holds(encoding: str, written: Written) -> None:
    for write in WRITERS.values():
        check(write(written).decode("utf-8", "replace").encode(encoding, "replace"))
