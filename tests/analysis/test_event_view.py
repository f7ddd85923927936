"""What the models see of a whole event: where its triggers stand, and how its days lie to the day of publication."""

import pytest

from stream.analysis.event_view import best_trigger, event_features, status_features
from stream.analysis.merging import SentenceFacts
from stream.analysis.triggers import Trigger
from tests.analysis.parsed import analysis_of, paragraph_doc, trigger_at

ANALYSIS = analysis_of(
    paragraph_doc(("Sommet", "sommet", "NOUN", 0, "ROOT"), ("reporté", "reporter", "VERB", 0, "acl")),
    paragraph_doc(
        ("Le", "le", "DET", 1, "det"), ("sommet", "sommet", "NOUN", 2, "nsubj"), ("commence", "commencer", "VERB", 2, "ROOT")
    ),
    headline=True,
)


def _trigger(paragraph: int, at: int, probability: float) -> Trigger:
    return trigger_at(ANALYSIS, paragraph, at, "CONSULT", probability)


HEADLINE, LEAD = _trigger(0, 0, 0.9), _trigger(1, 1, 0.6)


@pytest.mark.parametrize(
    ("group", "expected"),
    [([HEADLINE, LEAD], LEAD), ([HEADLINE], HEADLINE), ([HEADLINE, LEAD, _trigger(1, 2, 0.3)], LEAD)],
    ids=["the body before the headline", "the headline alone", "the surest of the body"],
)
def test_best_trigger_prefers_whole_sentences_and_certainty(group: list[Trigger], expected: Trigger) -> None:
    assert best_trigger(group) is expected


def test_event_features_say_where_the_triggers_stand() -> None:
    features = set(event_features([HEADLINE, LEAD], order=0, events=1))

    assert {"in=headline", "in=lead", "triggers=2", "alone=True", "lemma=sommet"} <= features


@pytest.mark.parametrize(
    ("value", "relation"),
    [
        ("2026-12-03", "future"),
        ("2026-11-20", "day"),
        ("2026-11-18", "month"),
        ("2026-06-01", "past"),
        ("2019", "past"),
        ("2026", "now"),
        ("2026-11-01/2026-11-30", "day"),
        ("XXXX-11-26", "yearless"),
    ],
)
def test_status_features_place_a_day_by_the_publication(value: str, relation: str) -> None:
    facts = {(1, 0): SentenceFacts(times=frozenset({value}))}

    features = set(status_features([LEAD], facts, "2026-11-20T10:00:00+01:00"))

    assert f"when={relation}|True" in features


def test_status_features_know_no_relation_without_a_publication() -> None:
    assert "when=unknown|True" in set(status_features([LEAD], {}, None))
