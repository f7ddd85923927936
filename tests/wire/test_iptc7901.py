"""IPTC 7901: headers, openings, wrapped lines and ends as desks send them."""

import pytest

from stream.errors import EmptyStory, StoryRefused
from stream.story import Story
from stream.wire import detect, parse

HEADER = "\x01exa062 4 i 211 ccccb   dpa 061\r\n\r\nPort/Brest/\r\n"
END = "\r\n\x03131137 GMT Nov 23 \r\n\x7f\n\x7f\x04"
TEXT = """   Brest (dpa) - Les bacs de l'estuaire circulent à nouveau depuis\r
lundi matin, a annoncé la préfecture. Ils étaient à quai depuis\r
dimanche.\r
\r
   "Tout est rentré dans l'ordre", dit-elle.\r
\r
dpa jm tib\r
"""


def stories(text: str) -> tuple[Story, ...]:
    return parse(text.encode("cp1252")).stories


def only(opening: str, *, header: str = HEADER, text: str = TEXT, end: str = END) -> Story:
    (story,) = stories(f"{header}\x02{opening}\r\n\r\n{text}{end}")
    return story


def test_header_is_service_number_priority_category_and_agency() -> None:
    story = only("Les bacs repartent =")

    assert (story.story_id, story.urgency, story.provider) == ("dpa:20231113:exa062", 4, "dpa")
    assert (story.slug, story.keywords, story.published) == ("Port/Brest", ("Port", "Brest"), "2023-11-13T11:37:00Z")
    assert [(found.scheme, found.code) for found in story.subjects] == [("iptc7901", "i")]
    assert story.text.split("\n") == [
        "Les bacs repartent",
        "Les bacs de l'estuaire circulent à nouveau depuis lundi matin, a annoncé la préfecture. "
        "Ils étaient à quai depuis dimanche.",
        '"Tout est rentré dans l\'ordre", dit-elle.',
    ]
    assert story.signoff == "dpa jm tib"


@pytest.mark.parametrize(
    ("opening", "headline", "version", "ednote", "byline"),
    [
        ("1ST LEAD\r\nLes bacs repartent =", "Les bacs repartent", "1ST LEAD", None, None),
        ("2ND LEAD\r\n3RD NET\r\nLes bacs\r\nrepartent =", "Les bacs repartent", "2ND LEAD 3RD NET", None, None),
        ("EXTRA\r\nLes bacs repartent =", "Les bacs repartent", None, "EXTRA", None),
        ("(Eil \x07\x07)\r\nLes bacs repartent =", "Les bacs repartent", None, "Eil", None),
        ("Les bacs\r\n(Foto - port)\r\nPar Jeanne Martin, dpa =", "Les bacs", None, "Foto - port", "Par Jeanne Martin"),
        ("Les bacs repartent\r\nBy Jane Martin, dpa   =", "Les bacs repartent", None, None, "By Jane Martin"),
        ("Les bacs repartent", "Les bacs repartent", None, None, None),
    ],
)  # fmt: skip
def test_opening_is_take_keys_headline_and_byline(
    opening: str, headline: str, version: str | None, ednote: str | None, byline: str | None
) -> None:
    story = only(opening)

    assert (story.headline, story.version, story.ednote, story.byline) == (headline, version, ednote, byline)


@pytest.mark.parametrize("priority", ["9", "0"])
def test_priority_outside_the_scale_is_none(priority: str) -> None:
    assert only("Les bacs repartent =", header=f"\x01exa062 {priority} i 211 dpa 061\r\n").urgency is None


@pytest.mark.parametrize(
    ("end", "published", "zone_missing"),
    [
        ("131137 GMT Nov 23", "2023-11-13T11:37:00Z", False),
        ("071341 GMT Okt 15", "2015-10-07T13:41:00Z", False),
        ("101137 Dez 18", "2018-12-10T11:37:00", True),
        ("AFP 211430 GMT JAN 19", "2019-01-21T14:30:00Z", False),
        ("AFP 211430 GMT AOÛ 1999", "1999-08-21T14:30:00Z", False),
        ("131137", None, False),
        ("321137 GMT Nov 23", None, False),
        ("132537 GMT Nov 23", None, False),
    ],
)
def test_time_behind_the_text(end: str, published: str | None, zone_missing: bool) -> None:
    story = only("Les bacs repartent =", end=f"\r\n\x03{end}\r\n\x04")

    assert (story.published, story.zone_missing) == (published, zone_missing)


def test_number_comes_back_every_day_for_another_story() -> None:
    monday = only("Les bacs repartent =", end="\x03131137 GMT Nov 23\x04")
    tuesday = only("Le pont ferme =", end="\x03141137 GMT Nov 23\x04")

    assert monday.story_id != tuesday.story_id


@pytest.mark.parametrize("header", ["\x01 4 i 211\r\n", "\x01exa000 4 i 211\r\n"])
def test_story_without_number_or_provider_has_a_digest(header: str) -> None:
    story = only("Les bacs repartent =", header=header, text="   Les bacs circulent à nouveau.\r\n", end="\x03\x04")

    assert story.story_id.startswith("digest:")


def test_message_without_control_characters_is_known_by_its_header() -> None:
    raw = (HEADER.replace("\x01", "") + "2ND LEAD\r\nLes bacs repartent =\r\n\r\n" + TEXT + "131137 GMT Nov 23\r\n").encode(
        "cp1252"
    )

    (story,) = parse(raw).stories

    assert detect(raw) == "iptc7901"
    assert (story.headline, story.slug, story.published) == ("Les bacs repartent", "Port/Brest", "2023-11-13T11:37:00Z")


@pytest.mark.parametrize("before", ["\x7f\x7f", "\x16\x16", "\r\n", "\x00"])
def test_fill_before_the_start_is_passed_over(before: str) -> None:
    (story,) = stories(f"{before}{HEADER}\x02Les bacs repartent =\r\n\r\n{TEXT}{END}")

    assert (story.format, story.headline) == ("iptc7901", "Les bacs repartent")


def test_two_carriage_returns_end_one_line() -> None:
    (story,) = stories(f"{HEADER}\x02Les bacs repartent =\r\n\r\n{TEXT}{END}".replace("\r\n", "\r\r\n"))

    assert len(story.paragraphs) == 3


def test_messages_of_a_transmission_are_stories_and_a_bad_one_holds_none_back() -> None:
    good = f"{HEADER}\x02Les bacs repartent =\r\n\r\n{TEXT}{END}"
    empty = "\x01exa063 4 i 0 dpa 062\r\n\x02\r\n\x03131138 GMT Nov 23\x04"

    parsed = parse((good + empty + good.replace("exa062", "exa064")).encode("cp1252"))

    assert [story.story_id for story in parsed.stories] == ["dpa:20231113:exa062", "dpa:20231113:exa064"]
    assert [type(error) for error in parsed.refused] == [EmptyStory]


def test_notebook_gives_note_and_links_and_no_text() -> None:
    notebook = (
        "# Notebook\r\n\r\n## Note to editors\r\n- Ajoute la préfecture\r\n\r\n"
        "## Internet links\r\n- [Préfecture](https://exemple.fr/p)\r\n"
        "\r\n* * * *\r\nThe following information is not for publication\r\n\r\n"
        "## Contacts\r\nTel: +49 30 0000; <desk@exemple.fr>\r\n"
    )
    text = TEXT.replace("dpa jm tib", notebook + "\r\ndpa jm tib")

    story = only("Les bacs repartent =", text=text)

    assert (story.ednote, [link.href for link in story.links]) == ("Ajoute la préfecture", ["https://exemple.fr/p"])
    assert (len(story.paragraphs), story.signoff) == (3, "dpa jm tib")


@pytest.mark.parametrize("keywords", ["KILL - Port/Brest", "Port/KILL"])
def test_kill_in_the_keywords_cancels(keywords: str) -> None:
    assert only("Les bacs repartent =", header=HEADER.replace("Port/Brest/", keywords)).status == "canceled"


@pytest.mark.parametrize(("line", "status"), [("KILL", "canceled"), ("STORY WITHDRAWN", "canceled"), ("HOLD", "withheld")])
def test_notice_above_the_headline_counts(line: str, status: str) -> None:
    story = only(f"{line}\r\nLes bacs repartent =")

    assert (story.status, story.headline) == (status, "Les bacs repartent")


def test_capitals_throughout_are_read_like_others() -> None:
    text = (
        "   BREST, 14 MAI (AFP) - LES BACS DE L'ESTUAIRE CIRCULENT À NOUVEAU DEPUIS\r\nLUNDI MATIN, A ANNONCÉ LA PRÉFECTURE.\r\n"
    )

    story = only("LES BACS REPARTENT\r\nPAR JEANNE MARTIN =", header="\x01FRS0123 4 POL 0120 FRA /AFP-AA23\r\n", text=text)

    assert (story.language, story.byline, story.provider) == ("fr", "PAR JEANNE MARTIN", "AFP")
    assert story.dateline is not None
    assert (story.dateline.place, story.dateline.date) == ("BREST", "XXXX-05-14")


@pytest.mark.parametrize(
    ("letters", "word"),
    [
        ("La pr{fecture a annonc{ lundi que les bacs {taient @ quai depuis dimanche, l@ o} la mer {tait forte.", "préfecture"),
        (
            "Die F{hren fahren wieder, teilte die Beh|rde am Montag mit. Sie hatten wegen des Sturms f}r zwei Tage pausiert.",
            "Fähren",
        ),
    ],
)
def test_seven_bits_write_national_letters_in_place_of_braces(letters: str, word: str) -> None:
    assert word in only("Bac =", text=f"   {letters}\r\n").text


def test_lines_of_a_table_are_paragraphs() -> None:
    table = "   Classement:\r\n1. Brest 12 pts\r\n2. Lorient 9 pts\r\n3. Nantes 7 pts\r\n"

    assert only("Le classement =", text=table).text.split("\n")[1:] == [
        "Classement:",
        "1. Brest 12 pts",
        "2. Lorient 9 pts",
        "3. Nantes 7 pts",
    ]


@pytest.mark.parametrize("raw", [b"\x01", b"\x01\x02\x03\x04", b"\x01abc123 4 i 2\r\n\x02\x03\x04"])
def test_message_without_words_is_refused(raw: bytes) -> None:
    with pytest.raises(StoryRefused):
        parse(raw)
