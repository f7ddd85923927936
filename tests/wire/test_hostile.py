"""Hostile messages: refused by name or read in bounded time and memory, and nothing is ever fetched."""

import gzip
import tracemalloc
import zlib
from time import process_time

import pytest

from stream.errors import HostileStory, MalformedStory, StoryRefused
from stream.story import Story
from stream.wire import parse
from stream.wire.limits import LIST_LIMIT, RAW_LIMIT, STORY_LIMIT

ROOTS = {
    "newsml1": (
        "<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>",
        "</HeadLine></NewsLines></NewsComponent></NewsItem></NewsML>",
    ),
    "newsmlg2": ("<newsItem guid='a'><contentMeta><headline>", "</headline></contentMeta></newsItem>"),
    "nitf": ("<nitf><body><body.head><hedline><hl1>", "</hl1></hedline></body.head></body></nitf>"),
    "rss": ("<rss><channel><item><title>", "</title></item></channel></rss>"),
}  # fmt: skip
SECONDS = 5.0


def outcome(raw: bytes) -> tuple[Story, ...] | StoryRefused:
    """The stories of a message or why it is refused, in bounded time."""
    start = process_time()
    try:
        return parse(raw).stories
    except StoryRefused as refused:
        return refused
    finally:
        assert process_time() - start < SECONDS


def wrapped(name: str, doctype: str, text: str) -> bytes:
    before, after = ROOTS[name]
    return f"{doctype}{before}{text}{after}".encode()


BOMB = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY a{n} '{'&a' + str(n - 1) + ';' if n else '&a;'}'>" for n in range(9))
    + "]>"
)


@pytest.mark.parametrize("name", ROOTS)
@pytest.mark.parametrize(
    ("doctype", "text"),
    [
        (BOMB, "&a8;"),
        ("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", "&a;"),
        ("<!DOCTYPE x [<!ENTITY a SYSTEM 'http://127.0.0.1:9/x'>]>", "&a;"),
        ("<!DOCTYPE x [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/x'> %p; <!ENTITY b 'c'>]>", "&b;"),
    ],
)
def test_entities_of_its_own_refuse_a_document(name: str, doctype: str, text: str) -> None:
    with pytest.raises(HostileStory):
        parse(wrapped(name, doctype, text))


@pytest.mark.parametrize("name", ROOTS)
@pytest.mark.parametrize(
    ("doctype", "text"),
    [
        ("<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'>", "Titre"),
        ("<!DOCTYPE x PUBLIC '-//IPTC//DTD//EN' 'file:///etc/passwd'>", "Titre"),
        ("<?xml-stylesheet href='http://127.0.0.1:9/x.xsl'?>", "Titre"),
        ("", "Titre<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/passwd' parse='text'/>"),
    ],
)
def test_references_to_the_outside_are_never_followed(name: str, doctype: str, text: str) -> None:
    (story,) = parse(wrapped(name, doctype, text)).stories

    assert story.text == "Titre"


@pytest.mark.parametrize("name", ROOTS)
def test_deep_xml_is_hostile(name: str) -> None:
    with pytest.raises(HostileStory):
        parse(wrapped(name, "", "<a>" * 10_000 + "</a>" * 10_000))


@pytest.mark.parametrize(
    "raw",
    [
        b'{"uri": "a", "subject": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
        b'{"uri": "a", "subject": ' + b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b"}",
        b'{"uri": "a", "headline": "t", "body_html": "' + b"<div>" * 10_000 + b'a"}',
    ],
)
def test_deep_json_and_html_are_hostile(raw: bytes) -> None:
    with pytest.raises(HostileStory):
        parse(raw)


@pytest.mark.parametrize(
    ("raw", "limit"),
    [
        (b"a" * (RAW_LIMIT + 1), "raw"),
        (gzip.compress(b"a" * (RAW_LIMIT + 1)), "raw"),
        (gzip.compress(b"\x00" * 100_000_000), "raw"),
        (b'{"uri": "a", "headline": "t", "subject": [' + b'{},' * 1_000_000 + b"{}]}", "list"),
        (b'{"uri": "a", "headline": "t", "keywords": [' + b'"k",' * 1_000_000 + b'"k"]}', "list"),
        (b'{"uri": "' + b"a" * 2_000 + b'", "headline": "t"}', "story_id"),
        (b"[" + b'{"uri":"a","headline":"t"},' * STORY_LIMIT + b'{"uri":"a","headline":"t"}]', "stories"),
        (b"<rss><channel>" + b"<item><title>t</title></item>" * (STORY_LIMIT + 1) + b"</channel></rss>", "stories"),
        (b"\x01abc123 4 i 2\r\n\x02Titre\x03\x04" * (STORY_LIMIT + 1), "stories"),
        (wrapped("nitf", "", "t").replace(b"<body>", b"<head><docdata><key-list>" + b"<keyword key='k'/>" * (LIST_LIMIT + 1)
         + b"</key-list></docdata></head><body>", 1), "list"),
    ],
)  # fmt: skip
def test_too_much_is_hostile_by_the_limit_it_breaks(raw: bytes, limit: str) -> None:
    refused = outcome(raw)

    assert isinstance(refused, HostileStory)
    assert refused.limit == limit


def test_unpacking_holds_no_more_than_a_message() -> None:
    bomb = gzip.compress(b"\x00" * 100_000_000, 1)
    tracemalloc.start()
    outcome(bomb)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak_bytes < 3 * RAW_LIMIT


@pytest.mark.parametrize("raw", [gzip.compress(b"Titre")[:-9], b"\x1f\x8b\x08garbage", gzip.compress(b"Titre")[:4]])
def test_broken_archive_is_malformed(raw: bytes) -> None:
    with pytest.raises(MalformedStory):
        parse(raw)


def test_archive_in_an_archive_stays_packed() -> None:
    assert isinstance(outcome(gzip.compress(gzip.compress(b"Titre"))), StoryRefused)


@pytest.mark.parametrize("raw", [zlib.compress(b"a" * 100), b"PK\x03\x04abc", b"BZh91AY", b"\xfd7zXZ\x00"])
def test_other_archives_are_refused(raw: bytes) -> None:
    assert isinstance(outcome(raw), StoryRefused)


@pytest.mark.parametrize("value", [b"NaN", b"Infinity", b'"\\ud800"', b'"\\udfff\\ud800"', b'{"a": 1}', b"[1]", b"1e9999"])
def test_json_that_is_none_is_malformed(value: bytes) -> None:
    assert isinstance(outcome(b'{"uri": "a", "headline": ' + value + b"}"), MalformedStory)


def test_key_given_twice_counts_once() -> None:
    (story,) = parse(b'{"uri": "a", "headline": "un", "headline": "deux"}').stories

    assert story.headline == "deux"


def test_nul_and_direction_marks_are_no_text() -> None:
    (story,) = parse(b'{"uri": "a", "headline": "t\\u0000i\\u202etre\\u200b"}').stories

    assert story.headline == "titre"


@pytest.mark.parametrize("name", ROOTS)
@pytest.mark.parametrize("reference", ["&#0;", "&#xD800;", "&#x110000;", "&unknown;"])
def test_reference_to_no_character_is_malformed(name: str, reference: str) -> None:
    assert isinstance(outcome(wrapped(name, "", reference)), MalformedStory)


@pytest.mark.parametrize(
    "raw",
    [
        b"\x01abc123 4 i 2\r\n\x02" + b"mot " * 1_900_000,
        b"\x01abc123 4 i 2\r\n\x02" + b"x =\r\n" * 1_000_000,
        b"\x16\x16\x01a0123\x1f-\r\nr i BC-x 05-14 0020\r\n\x02" + b"^a<\r\n" * 1_000_000,
        b"\x16\x16\x01a0123\x1f-\r\nr i BC-x 05-14 0020\r\n\x02" + b"^" + b"a,1st" * 1_000_000,
        b"\x01" * 4_000_000,
        b"\x01abc123 4 i 2\r\n\x02" + b"# Notebook\r\n" * 600_000,
        "Ã©".encode() * 2_000_000,
        b"<rss><channel><item><title>" + "Ã".encode() * 4_000_000 + b"</title></item></channel></rss>",
        b"<rss><channel><item><title>" + b"&" * 4_000_000 + b"</title></item></channel></rss>",
        b"<rss><channel><item><title>" + b"&amp;lt;p&amp;gt;" * 400_000 + b"</title></item></channel></rss>",
        b"<rss><channel><item><pubDate>" + b"1 " * 4_000_000 + b"</pubDate></item></channel></rss>",
        b"<nitf><body><body.content><p>" + b"a  b\n" * 1_500_000 + b"</p></body.content></body></nitf>",
        b'{"uri": "a", "body_text": "' + b"\\n" * 4_000_000 + b'"}',
        b'{"uri": "a", "body_text": "' + b"(AFP" * 1_900_000 + b'"}',
        b'{"uri": "a", "slugline": "' + b"KILL-" * 1_500_000 + b'", "headline": "t"}',
        b'{"uri": "a", "ednote": "' + b"KILL. " * 1_200_000 + b'", "headline": "t"}',
    ],
)  # fmt: skip
def test_long_input_ends_in_seconds(raw: bytes) -> None:
    found = outcome(raw)

    assert isinstance(found, StoryRefused) or found
