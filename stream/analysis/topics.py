"""The step that assigns IPTC Media Topics: those the wire itself gives, and those the language's model finds.

A wire's code is mapped to the Media Topic it means, with those above it; what a desk chose stands with score 1 and is
marked as the wire's, so the model's estimate for the same topic is dropped.
"""

from collections.abc import Iterator

import msgspec

from stream.analysis.annotations import Analysis, Topic
from stream.knowledge.mediatopics import resolve, topics
from stream.language.pack import LanguagePack
from stream.language.topic_features import TopicText
from stream.story import Story


def assign_topics(analysis: Analysis, pack: LanguagePack) -> Analysis:
    """Fill in `topics`: best score first; with every topic, those between it and its root."""
    story = analysis.story
    found = {topic.qcode: topic for topic in _by_model(story, pack)}
    found.update((topic.qcode, topic) for topic in _by_wire(story, pack))
    ranked = sorted(found.values(), key=lambda topic: (-topic.score, topic.qcode))
    return msgspec.structs.replace(analysis, topics=tuple(ranked))


def _by_model(story: Story, pack: LanguagePack) -> Iterator[Topic]:
    paragraphs = (story.text[start:end] for start, end in story.paragraphs)
    text = TopicText.of(paragraphs, headline=story.headline_paragraph)
    for assigned in pack.topics.assign(text, pack.nlp.vocab):
        name = topics()[assigned.qcode].label(pack.code)
        yield Topic(qcode=assigned.qcode, name=name, score=assigned.score)


def _by_wire(story: Story, pack: LanguagePack) -> Iterator[Topic]:
    named = (resolve(subject.code) for subject in story.subjects if subject.code)
    for qcode in sorted({qcode for topic in named if topic is not None for qcode in topic.path}):
        yield Topic(qcode=qcode, name=topics()[qcode].label(pack.code), score=1.0, source="wire")
