"""The annotated stories as examples for the event models."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from spacy.language import Language
from spacy.tokens import Doc, Token

from stream.analysis.annotations import Analysis, Paragraph
from stream.analysis.candidates import Candidate, entities_at, find_candidates
from stream.analysis.findings import Entity, Mention, Time
from stream.analysis.triggers import Trigger
from stream.language.event_models import NONE
from stream.language.pack import TimeGrammar
from stream.language.triggers import TriggerLexicon
from stream.story import Story
from stream.training.annotated import AnnotatedStory, occurrence

UNSURE = "?"
"""Label of words inside a trigger beside its head: neither taught as triggers nor as none."""

Annotation = dict[str, Any]


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """An annotated story, parsed, with the annotated event of each of its candidates."""

    story: AnnotatedStory
    analysis: Analysis
    candidates: list[Candidate]
    labels: list[str]
    """Of each candidate: event type, NONE or UNSURE."""
    events: list[int]
    """Of each candidate: index of the annotated event it triggers, -1 for none."""

    def groups(self) -> Iterator[tuple[Annotation, list[Trigger]]]:
        """Each annotated event with the triggers found for it, as if they had been predicted with certainty."""
        members: dict[int, list[Trigger]] = defaultdict(list)
        for candidate, label, event in zip(self.candidates, self.labels, self.events, strict=True):
            if event >= 0:
                members[event].append(Trigger(candidate=candidate, type=label, probability=1.0))
        for event, group in sorted(members.items()):
            yield self.story.gold["events"][event], group


def examples(
    stories: Sequence[AnnotatedStory], nlp: Language, lexicon: TriggerLexicon, grammar: TimeGrammar
) -> Iterator[Example]:
    """Parse the stories and align their annotations with the candidates."""
    docs = nlp.pipe((text for story in stories for text in story.paragraphs), batch_size=64)
    for story in stories:
        analysis = annotated_analysis(story, [next(docs) for _ in story.paragraphs], grammar)
        candidates = find_candidates(analysis, entities_at(analysis), lexicon)
        triggers, inside = _annotated_triggers(story, analysis)
        keys = [(candidate.paragraph.index, candidate.at) for candidate in candidates]
        events = [triggers.get(key, -1) for key in keys]
        labels = [
            story.gold["events"][event]["type"] if event >= 0 else UNSURE if key in inside else NONE
            for key, event in zip(keys, events, strict=True)
        ]
        yield Example(story=story, analysis=analysis, candidates=candidates, labels=labels, events=events)


def annotated_analysis(story: AnnotatedStory, docs: list[Doc], grammar: TimeGrammar) -> Analysis:
    """A story with its annotated entities, as if the entity step had found them, and its times."""
    paragraphs, at = [], 0
    for index, doc in enumerate(docs):
        paragraphs.append(Paragraph(index=index, start=at, doc=doc, headline=index == 0))
        at += len(doc.text) + 1
    return Analysis(
        story=Story(story_id=story.id, format="ninjs", published=story.published, text="\n".join(story.paragraphs)),
        paragraphs=tuple(paragraphs),
        entities=tuple(_entity(number, entity, story, paragraphs) for number, entity in enumerate(story.gold["entities"], 1)),
        times=tuple(
            Time(start=p.start + start, end=p.start + end, text=p.doc.text[start:end], value=value)
            for p in paragraphs
            for start, end, value in grammar(p.doc.text, story.published)
        ),
    )


def _entity(number: int, entity: Annotation, story: AnnotatedStory, paragraphs: list[Paragraph]) -> Entity:
    mentions = []
    for mention in entity["mentions"]:
        paragraph = paragraphs[mention["p"]]
        start = occurrence(story.paragraphs[mention["p"]], mention["text"], mention.get("n") or 1)
        if start is not None:
            span = paragraph.chars(start, start + len(mention["text"]))
            mentions.append(Mention(start=span.start, end=span.end, text=span.text, metonym=bool(mention.get("metonym"))))
    return Entity(
        id=f"e{number}", type=entity["type"], name=entity["name"], country=entity.get("country"), mentions=tuple(mentions)
    )


def _annotated_triggers(story: AnnotatedStory, analysis: Analysis) -> tuple[dict[tuple[int, int], int], set[tuple[int, int]]]:
    """(paragraph, head token) → event, and all tokens inside triggers."""
    heads: dict[tuple[int, int], int] = {}
    inside: set[tuple[int, int]] = set()
    for number, event in enumerate(story.gold["events"]):
        for mention in event["mentions"]:
            tokens = annotated_tokens(story, analysis, mention["p"], mention["trigger"], mention.get("n") or 1)
            if tokens:
                inside.update((mention["p"], token.i) for token in tokens)
                heads[mention["p"], head_of(tokens).i] = number
    return heads, inside


def annotated_tokens(story: AnnotatedStory, analysis: Analysis, paragraph: int | None, words: str | None, n: int) -> list[Token]:
    """The tokens of annotated words; none where they do not stand in the paragraph."""
    if paragraph is None or not words:
        return []
    start = occurrence(story.paragraphs[paragraph], words, n)
    if start is None:
        return []
    return list(analysis.paragraphs[paragraph].doc.char_span(start, start + len(words), alignment_mode="expand") or [])


def head_of(tokens: list[Token]) -> Token:
    """The syntactic head of some tokens, passing over function words."""
    inside = {token.i for token in tokens}
    heads = [token for token in tokens if token.head.i not in inside or token.head is token]
    content = [token for token in heads if token.pos_ in ("VERB", "NOUN", "ADJ", "PROPN")]
    return (content or heads or tokens)[0]
