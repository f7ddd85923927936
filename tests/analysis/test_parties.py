"""The syntax around a trigger: paths to noun phrases, and what the lexicon's frame says of their slots."""

import pytest
from spacy.tokens import Doc

from stream.analysis.parties import Nouns, framed_role, phrase_span, phrases
from stream.analysis.triggers import Trigger
from stream.language.agents import AgentEntry, AgentLexicon
from stream.language.event_models import NONE
from stream.language.triggers import TriggerEntry
from tests.analysis.parsed import analysis_of, candidate_at, paragraph_doc

ACTIVE = paragraph_doc(
    ("La", "le", "DET", 1, "det"),
    ("police", "police", "NOUN", 3, "nsubj"),
    ("a", "avoir", "AUX", 3, "aux:tense"),
    ("arrêté", "arrêter", "VERB", 3, "ROOT"),
    ("un", "un", "DET", 5, "det"),
    ("homme", "homme", "NOUN", 3, "obj"),
)
PASSIVE = paragraph_doc(
    ("Un", "un", "DET", 1, "det"),
    ("homme", "homme", "NOUN", 4, "nsubj:pass"),
    ("a", "avoir", "AUX", 4, "aux:tense"),
    ("été", "être", "AUX", 4, "aux:pass"),
    ("arrêté", "arrêter", "VERB", 4, "ROOT"),
    ("par", "par", "ADP", 7, "case"),
    ("la", "le", "DET", 7, "det"),
    ("police", "police", "NOUN", 4, "obl:agent"),
)
NOMINAL = paragraph_doc(
    ("L'", "le", "DET", 1, "det"),
    ("arrestation", "arrestation", "NOUN", 1, "ROOT"),
    ("d'", "de", "ADP", 4, "case"),
    ("un", "un", "DET", 4, "det"),
    ("homme", "homme", "NOUN", 1, "nmod"),
    ("par", "par", "ADP", 7, "case"),
    ("la", "le", "DET", 7, "det"),
    ("police", "police", "NOUN", 1, "nmod"),
)
VERB_FRAME = {"subj": "actor", "obj": "recipient"}
NOUN_FRAME = {"de": "recipient", "par": "actor"}
AGENTS = AgentLexicon([AgentEntry(lemma="police", sector="COP")])


def _trigger(doc: Doc, at: int, frame: dict[str, str]) -> Trigger:
    entry = TriggerEntry(lemma=doc[at].lemma_, pos=doc[at].pos_, type="COERCE", frame=frame)
    candidate = candidate_at(analysis_of(doc), 0, at, entries=(entry,))
    return Trigger(candidate=candidate, type="COERCE", probability=0.9)


@pytest.mark.parametrize(
    ("doc", "at", "frame", "passive", "expected"),
    [
        (ACTIVE, 3, VERB_FRAME, False, {"police": "actor", "homme": "recipient"}),
        (PASSIVE, 4, VERB_FRAME, True, {"police": "actor", "homme": "recipient"}),
        (NOMINAL, 1, NOUN_FRAME, False, {"police": "actor", "homme": "recipient"}),
        (ACTIVE, 3, {}, False, {"police": NONE, "homme": NONE}),
    ],
    ids=["active", "passive", "noun", "no frame"],
)
def test_framed_role_follows_voice_and_preposition(
    doc: Doc, at: int, frame: dict[str, str], passive: bool, expected: dict[str, str]
) -> None:
    trigger = _trigger(doc, at, frame)

    roles = {
        phrase.token.text: framed_role(trigger, phrase, passive=passive)
        for phrase in phrases(trigger.candidate, Nouns({}, AGENTS))
    }

    assert roles == expected


def test_phrases_name_the_path_in_the_tree_and_the_sector() -> None:
    found = {
        phrase.token.text: (phrase.path, phrase.noun.sector)
        for phrase in phrases(_trigger(PASSIVE, 4, {}).candidate, Nouns({}, AGENTS))
    }

    assert found == {"homme": (">nsubj:pass", None), "police": (">obl:agent", "COP")}


def test_phrase_span_takes_determiner_and_adjectives_and_leaves_the_relative_clause() -> None:
    doc = paragraph_doc(
        ("la", "le", "DET", 1, "det"),
        ("police", "police", "NOUN", 1, "ROOT"),
        ("locale", "local", "ADJ", 1, "amod"),
        ("qui", "qui", "PRON", 4, "nsubj"),
        ("enquête", "enquêter", "VERB", 1, "acl:relcl"),
    )

    assert phrase_span(doc[1]).text == "la police locale"
