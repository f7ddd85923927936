"""The words of speech are found by every form that stands in a story, also where the tagger does not know them."""

from pathlib import Path

import pytest

import stream.language
from stream.errors import DataBroken
from stream.language.speech import FILE, NAMES_FILE, SpeechLexicon

FRENCH = SpeechLexicon.load(Path(stream.language.__file__).parent / "fr")
HEADER = "lemma\tpart\tkind\tconstructions\tforms\n"


def _folder(path: Path, *rows: str) -> Path:
    (path / FILE).write_text(HEADER + "".join(row + "\n" for row in rows), "utf-8")
    (path / NAMES_FILE).write_text("name\tgender\tseen\nAnne\tf\t3\n", "utf-8")
    return path


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("déclare", "déclarer"),
        ("rappelle", "rappeler"),
        ("renchérit", "renchérir"),
        ("dénonçait", "dénoncer"),
        ("lâché", "lâcher"),
    ],
)
def test_verb_is_found_by_each_of_its_forms(form: str, lemma: str) -> None:
    entry = FRENCH.verb(form)

    assert entry is not None
    assert entry.lemma == lemma


def test_verb_is_found_without_the_accent_that_capitals_lose() -> None:
    assert FRENCH.verb("evoquant") == FRENCH.verb("évoquant")


@pytest.mark.parametrize("form", ["manger", "marche", "table"])
def test_other_words_are_no_verbs_of_speech(form: str) -> None:
    assert FRENCH.verb(form) is None


def test_lexicon_holds_at_least_250_verbs() -> None:
    assert sum(entry.part == "verb" for entry in FRENCH) >= 250


@pytest.mark.parametrize(
    ("verb", "kind"), [("accuse", "accuse"), ("dément", "deny"), ("réclame", "demand"), ("promet", "promise")]
)
def test_verb_tells_what_kind_of_speech_it_is(verb: str, kind: str) -> None:
    entry = FRENCH.verb(verb)

    assert entry is not None
    assert entry.kind == kind


def test_longest_preposition_wins() -> None:
    words = ["de", "l'", "aveu", "même", "du", "maire"]

    hit = FRENCH.preposition(words, 0)

    assert hit is not None
    assert hit[0] == 5


def test_preposition_needs_all_its_words() -> None:
    assert FRENCH.preposition(["de", "l'", "eau"], 0) is None


@pytest.mark.parametrize(("form", "agreement"), [("-il", ("m", "sing")), ("elle", ("f", "sing")), ("-elles", ("f", "plur"))])
def test_pronoun_has_gender_and_number(form: str, agreement: tuple[str, str]) -> None:
    assert FRENCH.pronoun(form) == agreement


def test_maitre_is_a_form_of_address_only_with_its_capital() -> None:
    assert FRENCH.title("Me") is not None
    assert FRENCH.title("me") is None


@pytest.mark.parametrize(
    ("noun", "kind"), [("communiqué", "document"), ("film", "work"), ("ministre", "person"), ("police", "body")]
)
def test_noun_tells_what_it_stands_for(noun: str, kind: str) -> None:
    assert kind in FRENCH.noun_kinds(noun)


def test_first_name_tells_the_gender(tmp_path: Path) -> None:
    lexicon = SpeechLexicon.load(_folder(tmp_path))

    assert lexicon.name_gender("Anne Martin") == "f"
    assert lexicon.name_gender("Dominique Martin") is None


@pytest.mark.parametrize("row", ["dire\tadverb\tsay\tque\tdit", "dire\tverb\tsay\tque\t"])
def test_row_with_an_unknown_part_or_no_form_is_refused(tmp_path: Path, row: str) -> None:
    with pytest.raises(DataBroken):
        SpeechLexicon.load(_folder(tmp_path, row))


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataBroken):
        SpeechLexicon.load(tmp_path)
