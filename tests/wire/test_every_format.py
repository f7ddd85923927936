"""The same kinds of message in every format: plain, correction, kill, embargo, odd charset, no headline, HTML body."""

from collections.abc import Callable

import pytest

from stream.story import Story
from stream.wire import FORMATS, parse
from tests.wire.written import CORRECTED_ID, END, LEAD, QUOTE, WRITERS, Written

HEADLINE = "Le port de Brest rouvre après la tempête"
TEXT = "\n".join((HEADLINE, LEAD, QUOTE, END))
NOTE = "corrige le nombre de navires"
WITHOUT_ID = ("plain", "iptc7901", "anpa1312")


def only(raw: bytes) -> Story:
    (story,) = parse(raw).stories
    return story


def test_every_format_has_its_writer() -> None:
    assert WRITERS.keys() == FORMATS.keys()


@pytest.mark.parametrize("name", FORMATS)
def test_plain_story_has_all_its_fields(name: str) -> None:
    story = only(WRITERS[name](Written()))

    assert (story.format, story.kind, story.status, story.language, story.provider) == (name, "text", "usable", "fr", "AFP")
    assert (story.text, story.headline, story.byline, story.signoff) == (TEXT, HEADLINE, "Par Jeanne MARTIN", "jm/tib")
    assert story.dateline is not None
    assert (story.dateline.place, story.dateline.date) == ("Brest", "2024-05-14")
    assert story.urgency == (None if name in ("plain", "rss") else 4)
    assert story.slug == (None if name in ("plain", "rss") else "ports-tempête-transport")
    assert story.published is not None
    assert story.published == ("2024-05-14" if name == "plain" else "2024-05-14T10:00:00Z")
    assert not story.zone_missing


@pytest.mark.parametrize("name", FORMATS)
def test_id_stays_through_versions_or_transmissions(name: str) -> None:
    first, second = only(WRITERS[name](Written())), only(WRITERS[name](Written(version=2, slug="ports-bilan")))

    assert first.story_id == second.story_id
    assert second.revision == (1 if name in (*WITHOUT_ID, "rss") else 2)


@pytest.mark.parametrize("name", FORMATS)
def test_correction_names_the_corrected_or_says_so_to_editors(name: str) -> None:
    story = only(WRITERS[name](Written(corrects=True, note=NOTE)))

    assert story.corrects == (None if name in (*WITHOUT_ID, "rss") else CORRECTED_ID)
    assert NOTE in (story.ednote or "")
    assert story.text == TEXT


@pytest.mark.parametrize("name", FORMATS)
def test_kill_cancels_the_story_it_names(name: str) -> None:
    alive, dead = only(WRITERS[name](Written())), only(WRITERS[name](Written(killed=True)))

    assert dead.status == "canceled"
    assert alive.status == "usable"
    assert name == "plain" or dead.story_id == alive.story_id


@pytest.mark.parametrize("name", FORMATS)
def test_embargo_is_a_time(name: str) -> None:
    story = only(WRITERS[name](Written(embargo="2024-05-15T18:30:00Z")))

    assert (story.embargo_until or "").replace("+00:00", "Z") == "2024-05-15T18:30:00Z"
    assert (story.status, story.text) == ("usable", TEXT)


def _mislabelled(raw: bytes) -> bytes:
    return raw.decode().encode("cp1252", "xmlcharrefreplace")


def _twice(raw: bytes) -> bytes:
    return raw.decode().encode().decode("latin-1").encode()


CHARSETS: dict[str, Callable[[bytes], bytes]] = {
    "Windows-1252 that says UTF-8": _mislabelled,
    "UTF-8 encoded twice": _twice,
    "UTF-16 without a mark": lambda raw: raw.decode().encode("utf-16-le"),
    "UTF-16 with a mark": lambda raw: raw.decode().encode("utf-16"),
    "UTF-8 with a mark": lambda raw: raw.decode().encode("utf-8-sig"),
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("charset", CHARSETS)
def test_odd_charset_is_read_as_meant(name: str, charset: str) -> None:
    raw = WRITERS[name](Written())
    raw = raw.decode("cp1252").encode() if name == "iptc7901" else raw

    story = only(CHARSETS[charset](raw))

    assert story.text == TEXT


@pytest.mark.parametrize("name", FORMATS)
def test_ordinary_story_without_headline_has_none(name: str) -> None:
    story = only(WRITERS[name](Written(headline=None)))

    assert (story.headline, story.headline_paragraph) == (None, False)
    assert story.text == "\n".join((LEAD, QUOTE, END))


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("plain", "rss")])
def test_alert_without_headline_has_its_line_for_one(name: str) -> None:
    alert = Written(headline=None, urgency=2, byline=None, paragraphs=(END,), signoff=None)

    story = only(WRITERS[name](alert))

    assert (story.headline, story.text, story.headline_paragraph, story.urgency) == (END, END, True, 2)


HTML = (
    f"<p>Brest, 14 mai 2024 (AFP) - {LEAD}</p>\n<h2>Retour à la normale</h2>\n"
    "<ul><li>Bacs&nbsp;: ouverts</li>\n<li>Ferries</li></ul>\n"
    f"<blockquote><p>{QUOTE}</p></blockquote>\n"
    "<table><tr><td>Lundi</td><td>fermé</td></tr>\n<tr><td>Mardi</td><td>ouvert</td></tr></table>\n"
    "<figure><img src='a.jpg'/><figcaption>La rade</figcaption></figure>\n"
    f"<p>Une ligne<br/>et <b>une</b> autre</p>\n<p>{END}</p>\n<p>jm/tib</p>"
)
HTML_TEXT = [HEADLINE, LEAD, "Retour à la normale", "Bacs : ouverts", "Ferries", QUOTE, "Lundi fermé", "Mardi ouvert"]
HTML_TEXT += ["Une ligne", "et une autre", END]


@pytest.mark.parametrize("name", FORMATS)
def test_html_body_is_paragraphs_without_captions(name: str) -> None:
    markup = HTML.replace("&nbsp;", "\xa0") if name in ("newsml1", "newsmlg2", "nitf") else HTML

    story = only(WRITERS[name](Written(body_html=markup)))

    assert story.text.split("\n") == HTML_TEXT
    assert story.signoff == "jm/tib"


@pytest.mark.parametrize("name", ["newsml1", "newsmlg2", "nitf", "rss", "ninjs"])
def test_html_escaped_twice_is_unwrapped(name: str) -> None:
    twice = "<p>" + HTML.replace("&nbsp;", "&amp;nbsp;").replace("<", "&lt;").replace(">", "&gt;") + "</p>"

    story = only(WRITERS[name](Written(body_html=twice)))

    assert story.text.split("\n") == HTML_TEXT
