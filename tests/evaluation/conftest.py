"""Gold of our own for the figures, and records made from gold by spoiling it."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

Json = dict[str, Any]

STORY: Json = {
    "id": "s1",
    "headline": "Deux morts dans un incendie à Lyon",
    "paragraphs": [
        "Deux personnes sont mortes lundi dans un incendie à Lyon, a annoncé la préfète Anne Morel.",
        '"Le feu a pris au rez-de-chaussée", a déclaré Mme Morel, qui a rencontré les sinistrés à Lyon.',
    ],
    "published": "2026-03-03T10:00:00+01:00",
    "section": "france",
    "keywords": ["incendie"],
}

GOLD: Json = {
    "id": "s1",
    "entities": [
        {"type": "LOC", "name": "Lyon", "country": "FRA", "mentions": [{"p": p, "text": "Lyon"} for p in (0, 1, 2)]},
        {
            "type": "PER",
            "name": "Anne Morel",
            "country": "FRA",
            "mentions": [{"p": 1, "text": "Anne Morel"}, {"p": 2, "text": "Morel"}],
        },
    ],
    "events": [
        {
            "type": "ACCIDENT",
            "mentions": [{"p": 0, "trigger": "incendie"}, {"p": 1, "trigger": "incendie"}],
            "actors": [],
            "recipients": [{"name": None, "p": 1, "text": "Deux personnes", "country": "FRA", "sector": "CVL"}],
            "place": {"name": "Lyon", "p": 1, "text": "Lyon", "country": "FRA"},
            "date": {"value": "2026-03-02", "text": "lundi", "p": 1},
            "status": "actual",
            "attribution": {"name": "Anne Morel", "p": 1, "text": "la préfète Anne Morel"},
            "casualties": {"killed": 2},
            "main": True,
        },
        {
            "type": "CONSULT",
            "mentions": [{"p": 2, "trigger": "rencontré"}],
            "actors": [{"name": "Anne Morel", "p": 2, "text": "Mme Morel", "country": "FRA", "sector": "GOV"}],
            "recipients": [],
            "place": None,
            "date": None,
            "status": "actual",
            "attribution": None,
            "main": False,
        },
    ],
    "quotes": [{"p": 2, "text": "Le feu a pris", "speaker": "Anne Morel", "speaker_named": True, "cue": "a déclaré"}],
}


@pytest.fixture
def gold() -> Json:
    return GOLD


@pytest.fixture
def story() -> Json:
    return STORY


@pytest.fixture
def record() -> Json:
    """The record that answers everything in `gold` right."""
    return perfect_record(GOLD, STORY)


@pytest.fixture
def spoil() -> Callable[[Json, Json, Random], Json]:
    return spoiled_record


def perfect_record(gold: Json, story: Json) -> Json:
    """What a record would say if the analysis had found just what gold says."""
    paragraphs = [" ".join(text.split()) for text in (story["headline"], *story["paragraphs"])]
    ends = [sum(len(text) + 1 for text in paragraphs[: k + 1]) - 1 for k in range(len(paragraphs))]
    starts = [end - len(text) for end, text in zip(ends, paragraphs, strict=True)]

    def span(words: Json, key: str = "text") -> Json:
        if words.get("p") is None or words.get(key) is None:
            return {}
        at = -1
        for _ in range(words.get("n") or 1):
            at = paragraphs[words["p"]].find(words[key], at + 1)
        start = starts[words["p"]] + max(at, 0)
        return {"start": start, "end": start + len(words[key]), "text": words[key]}

    def parts(event: Json) -> Json:
        places = {key: {**event[key], **span(event[key])} if event.get(key) else None for key in ("place", "date", "attribution")}
        return {**event, **places, "triggers": [span(mention, "trigger") for mention in event["mentions"]]}

    return {
        "story_id": gold["id"],
        "text": "\n".join(paragraphs),
        "paragraphs": list(zip(starts, ends, strict=True)),
        "entities": [{**entity, "mentions": [span(mention) for mention in entity["mentions"]]} for entity in gold["entities"]],
        "events": [
            {**parts(event), **{role: [{**party, **span(party)} for party in event[role]] for role in ("actors", "recipients")}}
            for event in gold["events"]
        ],
        "quotes": [
            {**span(quote), "speaker": {"name": quote["speaker"], "text": None} if quote["speaker"] else None, "indirect": False}
            for quote in gold["quotes"]
        ],
    }


def spoiled_record(gold: Json, story: Json, random: Random) -> Json:
    """A record with errors of every kind that a figure looks at."""
    record = perfect_record(gold, story)

    def chance(share: float = 0.15) -> bool:
        return random.random() < share

    def shift(span: Json) -> Json:
        move = random.choice((-2, 1, 3)) if chance() and span.get("start") else 0
        return {**span, "start": span["start"] + move, "end": span["end"] + move} if move else span

    def keep(items: list[Json]) -> list[Json]:
        kept = [item for item in items if not chance()]
        return kept + [item for item in kept if chance(0.05)]

    def party(item: Json) -> Json:
        changed = {"name": None} if chance() else {"country": None} if chance() else {}
        return {**shift(item), **changed, **({"start": None, "end": None} if chance() else {})}

    def event(item: Json) -> Json:
        return {
            **item,
            "type": random.choice(("SPORT", "ASSAULT", "LAW")) if chance() else item["type"],
            "status": "planned" if chance() else item["status"],
            "triggers": [shift(span) for span in keep(item["triggers"])],
            "actors": [party(actor) for actor in keep(item["actors"])],
            "recipients": [party(recipient) for recipient in keep(item["recipients"])],
            "date": None if chance() else {"value": None} if chance() else item["date"],
            "place": {"name": "Brest", "country": "FRA"} if chance() else item["place"],
            "attribution": {"name": None, "text": "un élu"} if chance() else item["attribution"],
            "casualties": {"killed": 2, "injured": None} if chance() else item.get("casualties"),
            "main": item.get("main", False) and not chance(),
        }

    def quote(item: Json) -> Json:
        speaker = {"name": None, "text": "M. Martin"} if chance() else item["speaker"]
        return {**shift(item), "end": item["end"] + 12, "speaker": speaker, "indirect": chance(0.1)}

    entities = [
        {
            **entity,
            "type": random.choice(("PER", "ORG", "MISC")) if chance() else entity["type"],
            "country": "USA" if chance() else entity["country"],
            "mentions": [shift(mention) for mention in keep(entity["mentions"])],
        }
        for entity in keep(record["entities"])
    ]
    if len(entities) > 1 and chance(0.5):
        entities[0]["mentions"] += entities.pop()["mentions"]
    if chance(0.1):
        record["paragraphs"] = record["paragraphs"][1:]
    return {
        **record,
        "entities": entities,
        "events": [event(item) for item in keep(record["events"])],
        "quotes": [quote(item) for item in keep(record["quotes"])],
    }
