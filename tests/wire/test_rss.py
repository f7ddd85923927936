"""RSS, RDF and Atom: where feeds keep text, ids and dates."""

import gzip

import pytest

from stream.errors import EmptyStory, MalformedStory
from stream.story import Story
from stream.wire import detect, parse
from stream.wire.feedtimes import feed_time

NAMES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:yandex="http://news.yandex.ru"'
)
TITLE = "<title>Le bac repart</title>"
LEAD = "Le bac a repris lundi la traversée de l'estuaire."


def feed(*items: str, channel: str = "<title>Le Courrier</title><language>fr-FR</language>", names: str = NAMES) -> bytes:
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {names}><channel>{channel}{body}</channel></rss>'.encode()


def only(raw: bytes) -> Story:
    (story,) = parse(raw).stories
    return story


def test_item_has_channel_language_and_provider() -> None:
    story = only(feed(f"{TITLE}<guid>a</guid><description>{LEAD}</description>"))

    assert (story.story_id, story.language, story.provider) == ("a", "fr-FR", "Le Courrier")
    assert story.text == f"Le bac repart\n{LEAD}"


@pytest.mark.parametrize(
    "text",
    [
        f"<description>En bref</description><content:encoded><![CDATA[<p>{LEAD}</p>]]></content:encoded>",
        f"<description>En bref</description><yandex:full-text>{LEAD}</yandex:full-text>",
        f"<media:description>La rade</media:description><description>{LEAD}</description>",
        f"<content:encoded/><description>&lt;p&gt;{LEAD}&lt;/p&gt;</description>",
        f"<description>&amp;lt;p&amp;gt;{LEAD}&amp;lt;/p&amp;gt;</description>",
        f"<description><![CDATA[<img src='a.jpg'/>{LEAD}<p>Lire la suite…</p>]]></description>",
        f"<description>{LEAD.replace(' lundi', chr(10) + '      lundi')}</description>",
    ],
)
def test_fullest_text_is_the_body(text: str) -> None:
    assert only(feed(TITLE + text)).text == f"Le bac repart\n{LEAD}"


@pytest.mark.parametrize(
    ("item", "story_id"),
    [
        ("<guid isPermaLink='false'>a</guid><link>https://exemple.fr/a</link>", "a"),
        ("<link>https://exemple.fr/a</link>", "https://exemple.fr/a"),
        ("<guid/><link>https://exemple.fr/a</link>", "https://exemple.fr/a"),
    ],
)
def test_id_is_the_guid_else_the_link(item: str, story_id: str) -> None:
    assert only(feed(TITLE + item)).story_id == story_id


def test_item_without_guid_and_link_has_a_digest_of_its_title() -> None:
    first, second = only(feed(f"{TITLE}<description>a</description>")), only(feed(f"{TITLE}<description>b</description>"))

    assert first.story_id == second.story_id
    assert first.story_id.startswith("digest:")


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ("<author>redaction@exemple.fr (Jeanne Martin)</author>", "Jeanne Martin"),
        ("<author>redaction@exemple.fr</author>", None),
        ("<dc:creator><![CDATA[Jeanne Martin]]></dc:creator><dc:creator>Paul Petit</dc:creator>", "Jeanne Martin, Paul Petit"),
    ],
)
def test_byline_is_names(author: str, byline: str | None) -> None:
    assert only(feed(TITLE + author)).byline == byline


@pytest.mark.parametrize(
    ("date", "iso"),
    [
        ("Tue, 14 May 2024 10:00:00 +0200", "2024-05-14T10:00:00+02:00"),
        ("Tue, 14 May 2024 10:00 GMT", "2024-05-14T10:00:00Z"),
        ("14 May 24 10:00:00 EST", "2024-05-14T10:00:00-05:00"),
        ("mar, 14 mag 2024 10:00:00 +0200", "2024-05-14T10:00:00+02:00"),
        ("Ter, 14 Mai 2024 10:00:00", "2024-05-14T10:00:00"),
        ("mardi 14 mai 2024, 10h05", "2024-05-14T10:05:00"),
        ("May 14, 2024 4:05 PM EDT", "2024-05-14T16:05:00-04:00"),
        ("5/14/2024 12:05 AM", "2024-05-14T00:05:00"),
        ("14/05/2024 16:05", "2024-05-14T16:05:00"),
        ("2024-05-14T10:00:00Z", "2024-05-14T10:00:00Z"),
        ("2024-05-14", "2024-05-14"),
        ("14 mai", None),
        ("31 Feb 2024 10:00:00 GMT", None),
        ("Tue, 14 May 2024 25:00:00 GMT", None),
        ("{{ date }}", None),
        ("", None),
    ],
)
def test_dates_of_feeds_become_iso(date: str, iso: str | None) -> None:
    assert feed_time(date) == iso


def test_items_of_rdf_stand_beside_the_channel() -> None:
    raw = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Le Courrier</title></channel>'
        f'<item rdf:about="https://exemple.fr/a">{TITLE}<dc:date>2024-05-14T10:00:00Z</dc:date></item></rdf:RDF>'
    ).encode()

    story = only(raw)

    assert (story.story_id, story.headline, story.published) == ("https://exemple.fr/a", "Le bac repart", "2024-05-14T10:00:00Z")


@pytest.mark.parametrize("prefix", ["", "a:"])
def test_atom_entries_are_stories(prefix: str) -> None:
    names = f'xmlns{":a" if prefix else ""}="http://www.w3.org/2005/Atom"'
    raw = (
        f"<feed {names} xml:lang='fr'><title>Le Courrier</title><entry><id>tag:exemple.fr,2024:1</id>{TITLE}"
        "<updated>2024-05-14T11:00:00Z</updated><published>2024-05-14T10:00:00Z</published>"
        "<author><name>Jeanne Martin</name></author>"
        f'<link rel="alternate" href="https://exemple.fr/a"/><category term="port" scheme="https://exemple.fr/" label="Ports"/>'
        f'<content type="html">&lt;p&gt;{LEAD}&lt;/p&gt;</content></entry></feed>'
    )
    if prefix:
        raw = raw.replace("</", "</a:").replace("<", "<a:").replace("<a:/a:", "</a:")

    story = only(raw.encode())

    assert (story.story_id, story.text, story.language) == ("tag:exemple.fr,2024:1", f"Le bac repart\n{LEAD}", "fr")
    assert (story.published, story.modified, story.byline) == ("2024-05-14T10:00:00Z", "2024-05-14T11:00:00Z", "Jeanne Martin")
    assert [(found.scheme, found.code, found.name) for found in story.subjects] == [("https://exemple.fr/", "port", "Ports")]
    assert [link.href for link in story.links] == ["https://exemple.fr/a"]


def test_deleted_entry_is_a_kill() -> None:
    raw = (
        b'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">'
        b'<at:deleted-entry ref="tag:exemple.fr,2024:1" when="2024-05-14T10:00:00Z"/></feed>'
    )

    story = only(raw)

    assert (story.story_id, story.status, story.modified) == ("tag:exemple.fr,2024:1", "canceled", "2024-05-14T10:00:00Z")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (feed(f"<title>Été à Brest</title><description>{LEAD}</description>").decode().encode("latin-1"), f"Été à Brest\n{LEAD}"),
        (
            b'<?xml version="1.0" encoding="windows-1251"?>' + feed("<title>Порт снова открыт</title>").decode().encode("cp1251"),
            "Порт снова открыт",
        ),
        (
            b'<?xml version="1.0" encoding="ISO-8859-7"?>' + feed("<title>Το λιμάνι άνοιξε</title>").decode().encode("iso8859-7"),
            "Το λιμάνι άνοιξε",
        ),
        (feed("<title>Été à Brest – l’île</title>").decode("latin-1").encode(), "Été à Brest – l’île"),
        (gzip.compress(feed("<title>Été à Brest</title>")), "Été à Brest"),
        (feed("<title>L\x92été à Brest</title>"), "L’été à Brest"),
    ],
)  # fmt: skip
def test_odd_charsets_of_feeds_are_read_as_meant(raw: bytes, text: str) -> None:
    assert only(raw).text == text


@pytest.mark.parametrize(
    "raw",
    [
        feed(f"{TITLE}<link>https://exemple.fr/?a=1&b=2</link>"),
        feed(f"{TITLE}<media:content url='a.jpg'/><dc:date>2024-05-14</dc:date>", names=""),
        b"\n\n  " + feed(TITLE),
        feed("<title>Le bac repart &nbsp;</title>"),
    ],
)
def test_slips_of_feeds_are_forgiven(raw: bytes) -> None:
    assert (detect(raw), only(raw).headline) == ("rss", "Le bac repart")


def test_cut_feed_is_malformed() -> None:
    with pytest.raises(MalformedStory):
        parse(feed(TITLE, TITLE)[:-60])


def test_empty_feed_is_refused_by_name() -> None:
    with pytest.raises(EmptyStory):
        parse(feed())


def test_bad_item_holds_no_other_back() -> None:
    parsed = parse(feed(f"{TITLE}<guid>a</guid>", "<guid>b</guid>", f"{TITLE}<guid>c</guid>"))

    assert [story.story_id for story in parsed.stories] == ["a", "c"]
    assert [(type(error), error.fields["story_id"]) for error in parsed.refused] == [(EmptyStory, "b")]
