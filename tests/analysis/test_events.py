"""Events of short stories written for these tests: what an editor would expect of each record."""

import pytest

from stream.analysis import pipeline
from stream.analysis.findings import CodedEvent
from stream.story import Story, compose

pytestmark = pytest.mark.model


def _events(headline: str, *paragraphs: str, published: str | None = "2026-11-20T10:00:00+01:00") -> tuple[CodedEvent, ...]:
    body = compose(headline, list(paragraphs))
    story = Story(
        story_id="urn:test:events",
        format="ninjs",
        language="fr",
        published=published,
        text=body.text,
        paragraphs=body.paragraphs,
        headline_paragraph=True,
        text_sha256=body.text_sha256,
    )
    return pipeline.analyse([story])[0].events


QUAKE = (
    "Séisme au Chili: au moins douze morts",
    "Un violent séisme a frappé jeudi le nord du Chili, faisant au moins douze morts et trente blessés.",
)
ARREST = (
    "Trois hommes arrêtés à Marseille",
    "La police a arrêté mercredi trois hommes à Marseille, soupçonnés d'avoir attaqué une bijouterie.",
)
STRIKE = (
    "Manifestation à Lyon contre la fermeture d'un hôpital",
    "Plusieurs milliers de personnes ont manifesté samedi à Lyon contre la fermeture d'un hôpital, selon la préfecture.",
)


@pytest.mark.parametrize(
    ("text", "type_"),
    [(QUAKE, "DISASTER"), (ARREST, "COERCE"), (STRIKE, "PROTEST")],
    ids=["earthquake", "arrest", "demonstration"],
)
def test_the_main_event_is_what_the_headline_tells(text: tuple[str, str], type_: str) -> None:
    events = _events(*text)

    assert [event.type for event in events if event.main] == [type_]


def test_casualties_are_counted_with_their_event() -> None:
    main = next(event for event in _events(*QUAKE) if event.main)

    assert main.casualties is not None
    assert (main.casualties.killed, main.casualties.injured) == (12, 30)


def test_the_day_is_resolved_from_the_publication() -> None:
    main = next(event for event in _events(*QUAKE) if event.main)

    assert main.date is not None
    assert main.date.value == "2026-11-19"


def test_without_a_publication_date_a_weekday_stays_unresolved() -> None:
    assert all(event.date is None or event.date.value is None for event in _events(*QUAKE, published=None))


def test_spans_point_into_the_text() -> None:
    text = compose(ARREST[0], [ARREST[1]]).text

    for event in _events(*ARREST):
        for span in (*event.triggers, *event.actors, *event.recipients, *filter(None, [event.sentence, event.place])):
            assert text[span.start : span.end] == span.text


def test_ids_are_the_same_after_a_replay_and_differ_between_events() -> None:
    first, again = _events(*ARREST), _events(*ARREST)

    assert [event.event_mention_id for event in first] == [event.event_mention_id for event in again]
    assert len({event.event_mention_id for event in first}) == len(first)


def test_an_added_paragraph_keeps_the_id_of_the_event() -> None:
    longer = _events(*QUAKE, "Les écoles de la région sont restées portes closes, faute d'électricité.")

    assert next(e for e in longer if e.main).event_mention_id == next(e for e in _events(*QUAKE) if e.main).event_mention_id


def test_a_story_without_events_has_none() -> None:
    assert _events("Recette de la tarte aux pommes", "Il faut six pommes, du beurre et un peu de cannelle.") == ()
