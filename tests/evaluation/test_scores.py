"""What counts as right: one error at a time in a record that is right otherwise."""

from typing import Any

import pytest

from stream.evaluation.figures import Figure, Prf
from stream.evaluation.scores import Scores, score

Json = dict[str, Any]


def scored(gold: Json, story: Json, *records: Json) -> Scores:
    return score([gold], [story], records)


def test_perfect_record_scores_one_everywhere(gold: Json, story: Json, record: Json) -> None:
    scores = scored(gold, story, record)

    wrong = {name: figure for name, figure in scores.figures.items() if figure not in (1.0, Prf(1.0, 1.0, 1.0))}
    assert wrong == {"entities_ORG": Prf(0.0, 0.0, 0.0), "entities_MISC": Prf(0.0, 0.0, 0.0)}
    assert scores.misses == ()


def test_missing_record_counts_as_nothing_found(gold: Json, story: Json) -> None:
    scores = scored(gold, story)

    assert (scores.missing, scores.figures["entities"], scores.figures["main"]) == (1, Prf(0.0, 0.0, 0.0), 0.0)


def change(record: Json, part: str, index: int, **fields: object) -> Json:
    return {**record, part: [{**item, **fields} if k == index else item for k, item in enumerate(record[part])]}


@pytest.mark.parametrize(
    ("part", "index", "fields", "figure", "expected"),
    [
        ("entities", 1, {"type": "ORG"}, "entities", Prf(0.6, 0.6, 0.6)),
        ("entities", 1, {"type": "ORG"}, "entities_untyped", Prf(1.0, 1.0, 1.0)),
        ("entities", 0, {"mentions": []}, "entities", Prf(0.5714, 1.0, 0.4)),
        ("entities", 0, {"country": "ITA"}, "country", 0.0),
        ("events", 0, {"type": "DISASTER"}, "events", Prf(0.5, 0.5, 0.5)),
        ("events", 0, {"type": "DISASTER"}, "events_trigger", Prf(1.0, 1.0, 1.0)),
        ("events", 0, {"type": "DISASTER"}, "main_type", 0.0),
        ("events", 0, {"triggers": []}, "main_type", 1.0),
        ("events", 0, {"triggers": []}, "main", 0.0),
        ("events", 0, {"status": "planned"}, "status", 0.5),
        ("events", 0, {"date": {"value": "2026-03-03"}}, "date", Prf(0.0, 0.0, 0.0)),
        ("events", 1, {"date": {"value": "2026-03-03"}}, "date", Prf(0.6667, 0.5, 1.0)),
        ("events", 0, {"place": {"name": "LYON!", "country": "FRA"}}, "place", Prf(1.0, 1.0, 1.0)),
        ("events", 0, {"place": {"name": "Brest", "country": "FRA"}}, "place_country", 1.0),
        ("events", 0, {"attribution": {"name": "Mme Morel"}}, "source", Prf(1.0, 1.0, 1.0)),
        ("events", 0, {"attribution": {"name": "Morel Anne"}}, "source", Prf(1.0, 1.0, 1.0)),
        ("events", 0, {"attribution": {"name": "Anne Petit"}}, "source", Prf(0.0, 0.0, 0.0)),
        ("events", 0, {"casualties": {"killed": 2, "injured": 1}}, "casualties", Prf(1.0, 1.0, 1.0)),
        ("events", 0, {"casualties": {"killed": 3}}, "casualties", Prf(0.0, 0.0, 0.0)),
        ("events", 0, {"casualties": {"killed": None}}, "casualties", Prf(0.0, 0.0, 0.0)),
        ("events", 1, {"actors": [{"name": "anne morel"}]}, "parties", Prf(1.0, 1.0, 1.0)),
        ("events", 1, {"actors": [{"country": "FRA", "sector": "GOV"}]}, "parties", Prf(1.0, 1.0, 1.0)),
        ("events", 1, {"actors": [{"country": "FRA", "sector": None}]}, "parties", Prf(0.5, 0.5, 0.5)),
        ("events", 1, {"actors": [{"country": "DEU"}]}, "actor_country", 0.0),
        ("quotes", 0, {"indirect": True}, "quotes", Prf(0.0, 0.0, 0.0)),
        ("quotes", 0, {"speaker": {"name": None, "text": "Mme Morel"}}, "speaker", 1.0),
        ("quotes", 0, {"speaker": None}, "speaker", 0.0),
    ],
)
def test_one_change_moves_its_figure(
    gold: Json, story: Json, record: Json, part: str, index: int, fields: Json, figure: str, expected: Figure
) -> None:
    spoiled = change(record, part, index, **fields)

    scores = scored(gold, story, spoiled)

    assert scores.figures[figure] == expected


@pytest.mark.parametrize(("shift", "found"), [(-1, 1.0), (2, 1.0), (3, 0.0)])
def test_quote_is_found_within_two_characters(gold: Json, story: Json, record: Json, shift: int, found: float) -> None:
    quote = record["quotes"][0]
    moved = change(record, "quotes", 0, start=quote["start"] + shift, end=quote["end"] + 20)

    assert scored(gold, story, moved).figures["quotes"] == Prf(found, found, found)


def test_quote_of_three_words_is_passed_over(gold: Json, story: Json, record: Json) -> None:
    short = change(record, "quotes", 0, end=record["quotes"][0]["start"] + len("Le feu a"))

    assert scored(gold, story, short).figures["quotes"] == Prf(0.0, 0.0, 0.0)


def test_second_record_of_one_event_is_an_error(gold: Json, story: Json, record: Json) -> None:
    doubled = {**record, "events": [*record["events"], record["events"][0]]}

    assert scored(gold, story, doubled).figures["events"] == Prf(0.8, 0.6667, 1.0)


def test_event_takes_the_gold_it_overlaps_most(gold: Json, story: Json, record: Json) -> None:
    first, second = record["events"][0]["triggers"]
    halves = [
        {**record["events"][0], "triggers": [first], "status": "planned"},
        {**record["events"][0], "triggers": [first, second]},
    ]

    scores = scored(gold, story, {**record, "events": halves})

    assert scores.figures["status"] == 1.0


def test_merged_entities_lower_clusters_only(gold: Json, story: Json, record: Json) -> None:
    place, person = record["entities"]
    split = {
        **record,
        "entities": [place, {**person, "mentions": person["mentions"][:1]}, {**person, "mentions": person["mentions"][1:]}],
    }

    scores = scored(gold, story, split)

    assert scores.figures["entities"] == Prf(1.0, 1.0, 1.0)
    assert scores.figures["clusters"] == pytest.approx(2 * 0.8 / 1.8, abs=1e-4)


def test_record_without_headline_keeps_its_other_paragraphs(gold: Json, story: Json, record: Json) -> None:
    headless = {**record, "paragraphs": record["paragraphs"][1:]}

    scores = scored(gold, story, headless)

    assert scores.figures["entities"] == Prf(0.8889, 1.0, 0.8)


def test_paragraph_of_no_gold_story_is_counted(gold: Json, story: Json, record: Json) -> None:
    start, end = record["paragraphs"][2]
    cut = {**record, "paragraphs": [*record["paragraphs"][:2], (start, end - 5)]}

    assert scored(gold, story, cut).paragraphs_unknown == 1


def test_misses_name_story_kind_and_words(gold: Json, story: Json, record: Json) -> None:
    spoiled = {**change(record, "events", 1, type="SPORT"), "quotes": []}

    scores = scored(gold, story, spoiled)

    assert scores.misses == (
        "s1 event missed CONSULT ['rencontré']",
        "s1 event wrong SPORT ['rencontré']",
        "s1 quote missed p2 'Le feu a pris'",
    )


def test_types_are_told_apart(gold: Json, story: Json, record: Json) -> None:
    scores = scored(gold, story, change(record, "events", 1, type="SPORT"))

    assert scores.types == {
        "ACCIDENT": (Prf(1.0, 1.0, 1.0), 1),
        "CONSULT": (Prf(0.0, 0.0, 0.0), 1),
        "SPORT": (Prf(0.0, 0.0, 0.0), 0),
    }
