"""The step that assigns IPTC Media Topics: those the wire itself gives, and those the language's model finds.

What a desk chose stands with score 1 and is marked as the wire's, with all that lies above it; IPTC Subject Codes, which
older wires send, become the Media Topics that succeeded them. The model adds to it: agencies name few topics, or none.
"""

from collections.abc import Iterator

import msgspec

from stream.analysis.annotations import Analysis
from stream.analysis.findings import Topic
from stream.knowledge.mediatopics import MediaTopic, resolve, topics
from stream.language.pack import LanguagePack
from stream.language.topic_features import TopicText
from stream.story import Story

IPTC_SCHEMES = ("medtop", "subj", None)
"""Schemes whose codes are the IPTC's; ninjs often leaves theirs undeclared. Others have eight digits too."""


def assign_topics(analysis: Analysis, pack: LanguagePack) -> Analysis:
    """Fill in `topics`: best score first, none above that of the topic it lies under."""
    story = analysis.story
    found = {topic.qcode: topic for topic in _by_wire(story, pack)}
    for topic in _by_model(story, pack):
        found.setdefault(topic.qcode, topic)
    # The sort is stable: among the wire's topics its first is the main one.
    ranked = sorted(found.values(), key=lambda topic: (-topic.score, topics()[topic.qcode].level))
    return msgspec.structs.replace(analysis, topics=tuple(ranked))


def _by_wire(story: Story, pack: LanguagePack) -> Iterator[Topic]:
    for subject in story.subjects:
        named = resolve(subject.code) if subject.code and subject.scheme in IPTC_SCHEMES else None
        for topic in _line(named) if named else ():
            yield Topic(qcode=topic.qcode, name=topic.label(pack.code), score=1.0, source="wire")


def _line(topic: MediaTopic) -> list[MediaTopic]:
    return [topics()[qcode] for qcode in topic.path]


def _by_model(story: Story, pack: LanguagePack) -> Iterator[Topic]:
    paragraphs = (story.text[start:end] for start, end in story.paragraphs)
    text = TopicText.of(paragraphs, headline=story.headline_paragraph)
    for qcode, score in pack.topics.assign(text, pack.nlp.vocab):
        yield Topic(qcode=qcode, name=topics()[qcode].label(pack.code), score=score)
