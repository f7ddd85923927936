"""Plain text wires: headline, byline, dateline, day, initials and notices."""

import pytest

from stream.errors import EmptyStory, HostileStory, UnknownFormat
from stream.story import Story
from stream.wire import parse

LEAD = "Le ministre des Transports a présenté mardi un plan pour les lignes rurales, doté de trois milliards d'euros."
MORE = '"Nous rouvrirons dix gares", a-t-il promis devant les élus réunis à la préfecture.'


def story(text: str, provider: str | None = None) -> Story:
    (only,) = parse(text.encode(), provider=provider).stories
    return only


def paragraphs(text: str) -> list[str]:
    return story(text).text.split("\n")


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        (f"Dix gares vont rouvrir\n{LEAD}", "Dix gares vont rouvrir"),
        (f"Dix gares vont rouvrir\n\n\n{LEAD}\n{MORE}", "Dix gares vont rouvrir"),
        ("Dix gares vont rouvrir", None),
        ("Dix gares vont rouvrir\nasl/tib", None),
        (f"Lyon, 14 mai 2024 (AFP) - {LEAD}\n{MORE}", None),
        ("mot " * 49 + "gare\n" + LEAD, ("mot " * 49 + "gare") if len("mot " * 49 + "gare") < 200 else None),
        ("mot " * 49 + "gares\n" + LEAD, None),
    ],
)
def test_first_line_is_the_headline_when_short_and_followed_by_text(text: str, headline: str | None) -> None:
    parsed = story(text)

    assert (parsed.headline, parsed.headline_paragraph) == (headline, headline is not None)


@pytest.mark.parametrize(
    ("dateline", "place", "day", "published"),
    [
        ("Lyon, 14 mai 2024 (AFP) - ", "Lyon", "2024-05-14", "2024-05-14"),
        ("Lyon, 1er août 2024 (AFP) - ", "Lyon", "2024-08-01", "2024-08-01"),
        ("Lyon, 3 juil 2024 (AFP)\n", "Lyon", "2024-07-03", "2024-07-03"),
        ("Lyon (AFP) – ", "Lyon", None, None),
        ("Lyon, 14 mai (AFP) - ", "Lyon", "XXXX-05-14", None),
        ("Lyon, mardi 14 mai 2024 (AFP) - ", "Lyon", "2024-05-14", "2024-05-14"),
    ],
)
def test_dateline_leaves_the_text_and_dates_the_story(dateline: str, place: str, day: str | None, published: str | None) -> None:
    parsed = story(f"Dix gares vont rouvrir\n\n{dateline}{LEAD}\n{MORE}")

    assert parsed.dateline is not None
    assert (parsed.dateline.place, parsed.dateline.date, parsed.published) == (place, day, published)
    assert parsed.text == f"Dix gares vont rouvrir\n{LEAD}\n{MORE}"


@pytest.mark.parametrize(("hint", "expected"), [(None, "AFP"), ("autre", "autre")])
def test_provider_is_the_hint_else_the_agency_of_the_dateline(hint: str | None, expected: str) -> None:
    assert story(f"Titre du jour\nLyon, 14 mai 2024 (AFP) - {LEAD}", provider=hint).provider == expected


@pytest.mark.parametrize("initials", ["asl/tib/pid/cac", "bur-jmt/ao", "abc", "MLC/vog", "FIN", "(SDA/sj)"])
def test_desk_initials_are_the_signoff(initials: str) -> None:
    parsed = story(f"Dix gares vont rouvrir\n{LEAD}\n{MORE}\n{initials}\n")

    assert parsed.signoff == initials
    assert parsed.text.endswith(MORE)


def test_initials_at_the_end_of_the_last_line_are_the_signoff() -> None:
    parsed = story(f"Dix gares vont rouvrir\n{LEAD} asl/tib")

    assert (parsed.signoff, parsed.text.split("\n")[-1]) == ("asl/tib", LEAD)


def test_crawl_header_is_neither_text_nor_a_day() -> None:
    parsed = story(f" date 2021-10 {LEAD} {MORE}\n\n")

    assert (parsed.text, parsed.published, parsed.headline) == (f"{LEAD} {MORE}", None, None)


def test_telex_header_and_end_are_no_text() -> None:
    parsed = story(f"ZCZC1234/SXA\nXPP20240514\nR CRO S0A QBXB\nDIX GARES\n (ANSA) - LYON, 14 MAG - {LEAD}\n (ANSA).\nNNNN\n")

    assert (parsed.text, parsed.provider, parsed.signoff) == (f"DIX GARES\n{LEAD}", "ANSA", "(ANSA).")


def test_take_key_note_and_end_mark_are_no_text() -> None:
    parsed = story(f"ATTENTION - précise ///\nDix gares vont rouvrir (lead)\n{LEAD}\npage 2/3\n___\n{MORE}\nasl/tib\n(à suivre)")

    assert (parsed.text, parsed.version, parsed.signoff) == (f"Dix gares vont rouvrir\n{LEAD}\n{MORE}", "lead", "asl/tib")
    assert parsed.ednote == "ATTENTION - précise ///"


def test_byline_between_headline_and_text_is_a_field() -> None:
    parsed = story(f"Dix gares vont rouvrir\nPar Jeanne MARTIN\nLyon, 14 mai 2024 (AFP) - {LEAD}")

    assert (parsed.byline, parsed.text) == ("Par Jeanne MARTIN", f"Dix gares vont rouvrir\n{LEAD}")


@pytest.mark.parametrize(("mark", "urgency"), [("FLASH", 1), ("ALERTE", 2), ("URGENT", 3)])
def test_urgency_line_is_a_field(mark: str, urgency: int) -> None:
    parsed = story(f"{mark}\nDix gares vont rouvrir, annonce le ministre")

    assert (parsed.urgency, parsed.text) == (urgency, "Dix gares vont rouvrir, annonce le ministre")


@pytest.mark.parametrize("notice", ["KILL", "*** KILL ***", "A kill is mandatory.", "STORY WITHDRAWN", "Dépêche annulée"])
def test_notice_on_its_own_line_cancels(notice: str) -> None:
    killed, alive = story(f"{notice}\nDix gares vont rouvrir\n{LEAD}"), story(f"Dix gares vont rouvrir\n{LEAD}")

    assert killed.status == "canceled"
    assert (killed.story_id, killed.text) == (alive.story_id, alive.text)


def test_hold_on_its_own_line_withholds() -> None:
    assert story(f"HOLD\nDix gares vont rouvrir\n{LEAD}").status == "withheld"


@pytest.mark.parametrize(
    "prose", ['"Kill Bill" revient en salles', "Kill", "Le groupe Kill the Lights annule", "Story withdrawn, dit-il"]
)
def test_words_of_a_kill_in_prose_do_not_cancel(prose: str) -> None:
    assert story(f"{prose}\n{LEAD} Un kill is mandatory n'est pas un mot d'ici.").status == "usable"


def test_embargo_line_with_a_day_and_zone_is_a_time() -> None:
    parsed = story(f"EMBARGO jusqu'au 14 mai 2024 à 18h30 GMT\nDix gares vont rouvrir\n{LEAD}")

    assert (parsed.embargo_until, parsed.status) == ("2024-05-14T18:30:00+00:00", "usable")


def test_embargo_line_without_a_day_withholds() -> None:
    parsed = story(f"SOUS EMBARGO\nDix gares vont rouvrir\n{LEAD}")

    assert (parsed.embargo_until, parsed.status) == (None, "withheld")


def test_wrapped_lines_are_one_paragraph() -> None:
    wrapped = "\n".join(
        [
            "Dix gares vont rouvrir",
            "",
            "    Le ministre des Transports a présenté mardi un plan pour",
            "les lignes rurales, doté de trois milliards d'euros et de",
            "vingt mesures.",
            '    "Nous rouvrirons dix gares", a-t-il promis devant les élus.',
        ]
    )

    assert len(paragraphs(wrapped)) == 3


def test_lines_of_sentences_are_paragraphs() -> None:
    assert len(paragraphs(f"Dix gares vont rouvrir\n{LEAD}\n{MORE}\n{LEAD}")) == 4


def test_same_text_has_the_same_id_and_other_text_another() -> None:
    assert story(LEAD).story_id == story(LEAD + "\n").story_id != story(MORE).story_id


@pytest.mark.parametrize("text", ["", " \n\t ", "\ufeff"])
def test_no_text_is_an_empty_story(text: str) -> None:
    with pytest.raises(EmptyStory):
        parse(text.encode())


def test_text_over_the_limit_is_hostile() -> None:
    with pytest.raises(HostileStory) as refused:
        parse(b"mot " * 600_000)

    assert refused.value.limit == "text"


@pytest.mark.parametrize("raw", [b"{\\rtf1 texte}", b"%PDF-1.7 texte ici", b"\xff\xd8\xff\xe0"])
def test_other_kinds_of_file_are_no_plain_text(raw: bytes) -> None:
    with pytest.raises(UnknownFormat):
        parse(raw)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("俄罗斯外交部长访问巴黎\n俄罗斯外交部长周一在巴黎表示，两国将加强合作。", "zh"),
        (LEAD, "fr"),
        ("The minister presented a plan for rural railway lines on Tuesday, worth three billion euros.", "en"),
        ("Ok", None),
    ],
)
def test_undeclared_language_is_detected_or_unknown(text: str, language: str | None) -> None:
    assert story(text).language == language
