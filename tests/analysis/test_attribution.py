"""An event is attributed to who tells of it, where the model finds that the story means it so."""

from types import SimpleNamespace
from typing import cast

import pytest

from stream.analysis.annotations import Analysis
from stream.analysis.attribution import Sources
from stream.analysis.findings import Attribution, Entity, Mention, Quote, Span, Speaker
from stream.analysis.ties import Site
from stream.language.pack import LanguagePack
from stream.language.speech import SpeechEntry, SpeechLexicon
from stream.story import Story
from tests.analysis.parsed import analysis_of
from tests.analysis.sentences import model_of, sentence

WORDS = SpeechLexicon(
    [
        (SpeechEntry(lemma="indiquer", part="verb", kind="say"), ["indique"]),
        (SpeechEntry(lemma="estimer", part="verb", kind="think"), ["estime"]),
        (SpeechEntry(lemma="cité par", part="preposition", kind="via"), ["cité", "par"]),
    ]
)
DOC = sentence(
    ("Un", "un", "DET", 1, "det", ""),
    ("pont", "pont", "NOUN", 3, "nsubj", ""),
    ("est", "être", "AUX", 3, "aux", ""),
    ("tombé", "tomber", "VERB", 3, "ROOT", ""),
    (",", ",", "PUNCT", 3, "punct", ""),
    ("indique", "indiquer", "VERB", 3, "parataxis", ""),
    ("le", "le", "DET", 7, "det", ""),
    ("maire", "maire", "NOUN", 5, "nsubj", ""),
    (",", ",", "PUNCT", 7, "punct", ""),
    ("cité", "citer", "VERB", 7, "acl", ""),
    ("par", "par", "ADP", 11, "case", ""),
    ("Alto", "Alto", "PROPN", 9, "obl:agent", ""),
)
TEXT = DOC.text
TRUSTING = {"kind=say": 4.0, "kind=think": -4.0, "kind=none": 4.0}


def _span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start=start, end=start + len(words), text=words)


def _quote(words: str, speaker: Speaker, cue: str | None = "indique") -> Quote:
    told = _span(words)
    return Quote(start=told.start, end=told.end, text=words, speaker=speaker, cue=_span(cue) if cue else None, indirect=True)


MAYOR = Speaker(entity="e1", name="Anne Roche", text="le maire")


def _source(*quotes: Quote, weights: dict[str, float] | None = None, trigger: int = 3) -> Attribution | None:
    alto = _span("Alto")
    entity = Entity(id="e2", type="ORG", name="Alto", mentions=(Mention(start=alto.start, end=alto.end, text="Alto"),))
    analysis = analysis_of(DOC, entities=(entity,))
    told = Analysis(
        story=Story(story_id="s", format="plain", text=TEXT), paragraphs=analysis.paragraphs, entities=(entity,), quotes=quotes
    )
    model = model_of(TRUSTING if weights is None else weights)
    language = cast(LanguagePack, SimpleNamespace(speech=WORDS, attribution=model))
    return Sources(told, language).of([Site(told.paragraphs[0], DOC[trigger])], "ACCIDENT", "actual")


def test_event_within_what_somebody_tells_has_that_source() -> None:
    source = _source(_quote("Un pont est tombé", MAYOR))

    assert source is not None
    assert (source.name, source.entity) == ("Anne Roche", "e1")


def test_source_stands_at_the_words_that_name_it() -> None:
    source = _source(_quote("Un pont est tombé", MAYOR))

    assert source is not None
    assert TEXT[source.start : source.end] == source.text == "le maire"


def test_event_outside_of_what_is_told_has_no_source() -> None:
    assert _source(_quote("Un pont", MAYOR)) is None


def test_event_that_nobody_tells_has_no_source() -> None:
    assert _source() is None


def test_kind_of_speech_that_does_not_attribute_gives_no_source() -> None:
    weights = {**TRUSTING, "kind=say": -4.0}

    assert _source(_quote("Un pont est tombé", MAYOR), weights=weights) is None


def test_quote_without_speaker_gives_no_source() -> None:
    assert _source(_quote("Un pont est tombé", Speaker())) is None


def test_source_without_a_name_is_told_in_its_words() -> None:
    source = _source(_quote("Un pont est tombé", Speaker(text="le maire")))

    assert source is not None
    assert (source.name, source.text, source.chain[0]) == (None, "le maire", "le maire")


def test_chain_goes_from_the_closest_source_to_who_cites_it() -> None:
    source = _source(_quote("Un pont est tombé", MAYOR))

    assert source is not None
    assert source.chain == ("Anne Roche", "Alto")


@pytest.mark.parametrize("first", [True, False])
def test_chain_holds_the_speaker_of_the_outer_quote_last(first: bool) -> None:
    inner, outer = _quote("est tombé", MAYOR, None), _quote("Un pont est tombé", Speaker(text="Alto"), None)
    weights = {"kind=none": 4.0, "nesting=0": 2.0}

    source = _source(*((inner, outer) if first else (outer, inner)), weights=weights)

    assert source is not None
    assert source.chain == ("Anne Roche", "Alto")
