"""The trigger lexicon: what it finds in a parsed paragraph, and what its file promises."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

import stream.language.fr
from stream.errors import DataBroken
from stream.knowledge.plover import TYPES
from stream.language.triggers import FILE, TriggerEntry, TriggerLexicon, parse_frame
from stream.language.words import words_of

FRENCH = Path(stream.language.fr.__file__).parent
VOCAB = spacy.blank("fr").vocab
HEADER = "lemma\tpos\ttype\tmode\tcontexts\tframe\tparticiple\tseen\tgold\tstrength\n"


def doc(*tokens: str) -> Doc:
    """A document of `form/lemma/POS` tokens."""
    parts = [token.split("/") for token in tokens]
    return Doc(VOCAB, words=[p[0] for p in parts], lemmas=[p[1] for p in parts], pos=[p[2] for p in parts])


def lexicon(*entries: tuple[str, str, str], participle: str = "") -> TriggerLexicon:
    return TriggerLexicon([(TriggerEntry(lemma=lemma, pos=pos, type=type_), participle) for lemma, pos, type_ in entries])


def found(words: TriggerLexicon, text: Doc) -> list[tuple[str, str]]:
    """Text and first type of each hit."""
    return [(text[hit.start : hit.end].text, hit.entries[0].type) for hit in words.find(words_of(text))]


def test_find_takes_a_verb_by_its_lemma() -> None:
    text = doc("Ils/il/PRON", "arrêtent/arrêter/VERB", "un/un/DET", "homme/homme/NOUN")

    assert found(lexicon(("arrêter", "VERB", "COERCE")), text) == [("arrêtent", "COERCE")]


def test_find_keeps_apart_noun_and_adjective_of_one_lemma() -> None:
    words = lexicon(("mort", "ADJ", "DEATH"), ("mort", "NOUN", "ASSAULT"))
    text = doc("Des/un/DET", "morts/mort/NOUN", "et/et/CCONJ", "un/un/DET", "homme/homme/NOUN", "mort/mort/ADJ")

    assert found(words, text) == [("morts", "ASSAULT"), ("mort", "DEATH")]


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("blessées/blessé/ADJ", id="participle taken for an adjective"),
        pytest.param("blessés/blessé/NOUN", id="participle taken for a noun"),
        pytest.param("blesse/blesse/VERB", id="present tense missing from the lemmatizer's tables"),
        pytest.param("Blessé/Blessé/PROPN", id="capital taken for a name"),
    ],
)
def test_find_takes_a_regular_verb_by_its_form_when_the_lemma_is_wrong(token: str) -> None:
    assert found(lexicon(("blesser", "VERB", "ASSAULT")), doc(token)) == [(token.split("/")[0], "ASSAULT")]


def test_find_takes_an_irregular_participle_of_the_file() -> None:
    words = lexicon(("élire", "VERB", "OFFICE"), participle="élu")

    assert found(words, doc("élues/élu/ADJ")) == [("élues", "OFFICE")]


def test_find_takes_a_noun_by_its_plural_when_the_lemma_is_wrong() -> None:
    assert found(lexicon(("limogeage", "NOUN", "OFFICE")), doc("Limogeages/Limogeages/PROPN")) == [("Limogeages", "OFFICE")]


def test_find_does_not_take_a_verb_form_for_a_noun() -> None:
    assert found(lexicon(("porter", "VERB", "AID")), doc("porte/porte/NOUN")) == []


def test_find_prefers_the_longest_trigger() -> None:
    words = lexicon(("mettre", "VERB", "LAW"), ("mettre en examen", "VERB", "ACCUSE"), ("examen", "NOUN", "SCIENCE"))
    text = doc("mis/mettre/VERB", "en/en/ADP", "examen/examen/NOUN")

    assert found(words, text) == [("mis en examen", "ACCUSE")]


def test_find_lets_determiners_adjectives_and_adverbs_stand_inside() -> None:
    words = lexicon(("mener attaque", "VERB", "ASSAULT"))
    text = doc("a/avoir/AUX", "mené/mener/VERB", "une/un/DET", "nouvelle/nouveau/ADJ", "attaque/attaque/NOUN")

    assert found(words, text) == [("mené une nouvelle attaque", "ASSAULT")]


def test_find_lets_no_noun_stand_inside() -> None:
    words = lexicon(("mener attaque", "VERB", "ASSAULT"))
    text = doc("mené/mener/VERB", "des/un/DET", "soldats/soldat/NOUN", "attaque/attaque/NOUN")

    assert found(words, text) == []


def test_find_takes_either_alternative_of_a_part() -> None:
    words = lexicon(("appel à|au calme", "NOUN", "REQUEST"))
    text = doc("appel/appel/NOUN", "au/au/ADP", "calme/calme/NOUN")

    assert found(words, text) == [("appel au calme", "REQUEST")]


@pytest.mark.parametrize("pronoun", ["se/se/PRON", "s'/se/PRON", "s’/s’/PRON"])
def test_find_leaves_the_reflexive_pronoun_out_of_the_span(pronoun: str) -> None:
    text = doc(pronoun, "est/être/AUX", "entretenu/entretenir/VERB")

    assert found(lexicon(("se entretenir", "VERB", "CONSULT")), text) == [("entretenu", "CONSULT")]


def test_find_gives_the_verb_of_a_light_verb_trigger_as_head() -> None:
    text = doc("ils/il/PRON", "mènent/mener/VERB", "une/un/DET", "attaque/attaque/NOUN")

    (hit,) = lexicon(("mener attaque", "VERB", "ASSAULT")).find(words_of(text))

    assert hit.head == 1


def test_find_gives_the_noun_after_an_adjective_as_head() -> None:
    text = doc("second/second/ADJ", "tour/tour/NOUN")

    (hit,) = lexicon(("second tour", "NOUN", "OFFICE")).find(words_of(text))

    assert hit.head == 1


def test_find_gives_the_strongest_reading_first() -> None:
    weak = TriggerEntry(lemma="explosion", pos="NOUN", type="ASSAULT", strength=0.1)
    strong = TriggerEntry(lemma="explosion", pos="NOUN", type="ACCIDENT", strength=0.7)

    (hit,) = TriggerLexicon([(weak, ""), (strong, "")]).find(words_of(doc("explosion/explosion/NOUN")))

    assert hit.entries == (strong, weak)


def test_parse_frame_reads_slots_and_roles() -> None:
    assert parse_frame("de=recipient,par=actor") == {"de": "recipient", "par": "actor"}


def test_parse_frame_refuses_an_unknown_role() -> None:
    with pytest.raises(ValueError, match="unknown role"):
        parse_frame("subj=victim")


def test_load_refuses_a_row_with_an_unknown_role(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(HEADER + "tuer\tVERB\tASSAULT\t\t\tsubj=killer\t\t0\t0\t0.5\n", encoding="utf-8")

    with pytest.raises(DataBroken):
        TriggerLexicon.load(tmp_path)


def test_load_refuses_a_file_without_its_columns(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("lemma\tpos\ntuer\tVERB\n", encoding="utf-8")

    with pytest.raises(DataBroken):
        TriggerLexicon.load(tmp_path)


def rows() -> Iterator[dict[str, str]]:
    with (FRENCH / FILE).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def test_french_triggers_have_only_known_types_and_modes() -> None:
    unknown = [row for row in rows() if row["type"] not in TYPES or row["mode"] not in ("", *TYPES[row["type"]].modes)]

    assert unknown == []


def test_french_triggers_cover_every_type_with_verbs_and_nouns() -> None:
    covered = {(row["type"], row["pos"]) for row in rows()}

    assert covered >= {(type_, pos) for type_ in TYPES for pos in ("VERB", "NOUN")}


def test_french_triggers_are_sorted_and_unique() -> None:
    keys = [(row["lemma"], row["pos"], row["type"]) for row in rows()]

    assert keys == sorted(set(keys))


def test_french_triggers_have_strengths_between_0_and_1() -> None:
    assert all(0 <= float(row["strength"]) <= 1 and int(row["gold"]) <= int(row["seen"]) for row in rows())


@pytest.mark.parametrize(
    ("lemma", "pos", "type_", "frame"),
    [
        ("arrestation", "NOUN", "COERCE", {"de": "recipient", "par": "actor"}),
        ("tuer", "VERB", "ASSAULT", {"subj": "actor", "obj": "recipient"}),
        ("mourir", "VERB", "DEATH", {"subj": "recipient"}),
        ("attaque", "NOUN", "ASSAULT", {"de": "actor", "contre": "recipient", "sur": "recipient"}),
    ],
)
def test_french_triggers_say_who_is_who(lemma: str, pos: str, type_: str, frame: dict[str, str]) -> None:
    entries = TriggerLexicon.load(FRENCH).entries

    assert [entry.frame for entry in entries if (entry.lemma, entry.pos, entry.type) == (lemma, pos, type_)] == [frame]
