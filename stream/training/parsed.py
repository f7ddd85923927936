"""Annotated stories parsed by the language model, with the words of their annotated events."""

from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec

from stream.analysis.annotations import Analysis, Paragraph
from stream.analysis.findings import Time
from stream.analysis.ties import Site
from stream.analysis.times import paragraph_times
from stream.language.fr.nlp import load_nlp
from stream.language.fr.times import parse_times
from stream.story import Story
from stream.training.annotated import AnnotatedStory, occurrence


class ParsedStory(msgspec.Struct, frozen=True):
    """An annotated story with its Analysis: paragraphs and times."""

    story: AnnotatedStory
    analysis: Analysis

    def triggers(self) -> list[tuple[Site, ...]]:
        """The words of each annotated event, in text order."""
        return [tuple(self._sites(event["mentions"])) for event in self.story.gold["events"]]

    def _sites(self, mentions: list[dict[str, object]]) -> Iterator[Site]:
        for mention in mentions:
            paragraph = self.analysis.paragraphs[int(str(mention["p"]))]
            words = str(mention["trigger"])
            start = occurrence(paragraph.doc.text, words, int(str(mention.get("n") or 1)))
            span = None if start is None else paragraph.doc.char_span(start, start + len(words), alignment_mode="expand")
            if span is not None:
                yield Site(paragraph, span.root)


def parse(stories: Sequence[AnnotatedStory]) -> Iterator[ParsedStory]:
    """Parse stories, without the entity model; paragraphs keep their annotated numbers."""
    nlp = load_nlp()
    docs = nlp.pipe((text for story in stories for text in story.paragraphs), disable=["ner"])
    for story in stories:
        at, paragraphs = 0, []
        for index, doc in enumerate(islice(docs, len(story.paragraphs))):
            paragraphs.append(Paragraph(index=index, start=at, doc=doc, headline=index == 0))
            at += len(doc.text) + 1
        yield ParsedStory(story, _analysis(story, tuple(paragraphs)))


def _analysis(story: AnnotatedStory, paragraphs: tuple[Paragraph, ...]) -> Analysis:
    wire = Story(story_id=story.id, format="ninjs", published=story.published, text="\n".join(story.paragraphs))
    times: list[Time] = [time for paragraph in paragraphs for time in paragraph_times(paragraph, parse_times, story.published)]
    return Analysis(story=wire, paragraphs=paragraphs, times=tuple(times))
