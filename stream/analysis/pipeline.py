"""The steps of the analysis, in their order, and how stories go through them: together, one step after the other.

Step by step, not story by story, so that the clock is read once a step and batch.
"""

import time
from collections.abc import Callable, Iterator, MutableMapping, Sequence

import msgspec
import structlog
from spacy.tokens import Doc

from stream.analysis.annotations import Analysis, Paragraph
from stream.analysis.entities import find_entities
from stream.analysis.events import code_events
from stream.analysis.places import locate
from stream.analysis.quotes import find_quotes
from stream.analysis.times import find_times
from stream.analysis.topics import assign_topics
from stream.language import pack
from stream.language.pack import LanguagePack
from stream.story import ProducedBy, Story

log = structlog.get_logger(__name__)

STEPS: dict[str, Callable[[Analysis, LanguagePack], Analysis]] = {
    "entities": find_entities,
    "places": locate,
    "times": find_times,
    "quotes": find_quotes,
    "topics": assign_topics,
    "events": code_events,
}
"""Step → function, in the order they run; a step reads what the ones above it found."""


def analyse(stories: Sequence[Story], seconds: MutableMapping[str, float] | None = None) -> list[Analysis]:
    """Analyse stories; their paragraphs are parsed in one batch.

    A step that raises leaves its part empty and its error in `steps`; the others go on.

    Args:
        stories: of one batch.
        seconds: takes, for `nlp` and each step, the seconds that it spent on all of them.
    """
    packs = [pack(story.language) if story.kind == "text" else None for story in stories]
    spent: MutableMapping[str, float] = {} if seconds is None else seconds
    last = time.perf_counter()
    analyses = _parsed(stories, packs)
    for name in ("nlp", *STEPS):
        if name in STEPS:
            analyses = [
                _run_step(name, analysis, known) if known else analysis for analysis, known in zip(analyses, packs, strict=True)
            ]
        now = time.perf_counter()
        spent[name], last = now - last, now
    return analyses


def _parsed(stories: Sequence[Story], packs: Sequence[LanguagePack | None]) -> list[Analysis]:
    """Each story with its paragraphs, before any step."""
    parsed = _parse(stories, packs)
    return [
        _begun(story, next(parsed), known) if known else Analysis(story=story, steps=_skipped(story))
        for story, known in zip(stories, packs, strict=True)
    ]


def _skipped(story: Story) -> dict[str, str]:
    reason = "no language pack" if story.kind == "text" else f"not for kind {story.kind}"
    return dict.fromkeys(["nlp", *STEPS], reason)


def _parse(stories: Sequence[Story], packs: Sequence[LanguagePack | None]) -> Iterator[tuple[Paragraph, ...]]:
    """The parsed paragraphs of each story that has a pack, one language after the other in batches."""
    docs: dict[str, Iterator[Doc]] = {}
    for known in {id(p): p for p in packs if p}.values():
        own = [story for story, p in zip(stories, packs, strict=True) if p is known]
        docs[known.code] = known.nlp.pipe(story.text[start:end] for story in own for start, end in story.paragraphs)
    for story, used in zip(stories, packs, strict=True):
        if used:
            yield tuple(
                Paragraph(index=k, start=start, doc=next(docs[used.code]), headline=story.headline_paragraph and k == 0)
                for k, (start, _) in enumerate(story.paragraphs)
            )


def _begun(story: Story, paragraphs: tuple[Paragraph, ...], known: LanguagePack) -> Analysis:
    produced_by = known.produced_by if paragraphs else ProducedBy()
    return Analysis(story=story, produced_by=produced_by, paragraphs=paragraphs, steps={"nlp": "ok"})


def _run_step(name: str, analysis: Analysis, known: LanguagePack) -> Analysis:
    try:
        analysis, said = STEPS[name](analysis, known), "ok"
    except Exception as error:
        log.exception("step failed", step=name, story_id=analysis.story.story_id)
        said = f"{type(error).__name__}: {error}"
    return msgspec.structs.replace(analysis, steps={**analysis.steps, name: said})
