"""Stories parsed by hand: tests say the words, tags and tree, so that no model is loaded."""

from spacy.tokens import Doc
from spacy.vocab import Vocab

from stream.analysis.annotations import Analysis, Paragraph
from stream.analysis.candidates import Candidate
from stream.analysis.findings import Entity, Mention
from stream.analysis.triggers import Trigger
from stream.language.triggers import TriggerEntry
from stream.story import Story

VOCAB = Vocab()

Row = tuple[str, str, str, int, str]
"""Form, lemma, part of speech, index of the head in the paragraph, dependency."""


def paragraph_doc(*rows: Row) -> Doc:
    """A Doc of one sentence."""
    return Doc(
        VOCAB,
        words=[row[0] for row in rows],
        lemmas=[row[1] for row in rows],
        pos=[row[2] for row in rows],
        heads=[row[3] for row in rows],
        deps=[row[4] for row in rows],
    )


def analysis_of(*docs: Doc, entities: tuple[Entity, ...] = (), headline: bool = False) -> Analysis:
    """An Analysis over paragraphs parsed by hand."""
    paragraphs, at = [], 0
    for index, doc in enumerate(docs):
        paragraphs.append(Paragraph(index=index, start=at, doc=doc, headline=headline and index == 0))
        at += len(doc.text) + 1
    story = Story(story_id="urn:test:1", format="ninjs", text="\n".join(doc.text for doc in docs))
    return Analysis(story=story, paragraphs=tuple(paragraphs), entities=entities)


def entity_in(text: str, name: str, type_: str, *, number: int = 1, country: str | None = None) -> Entity:
    """An entity mentioned at each place where its name stands in `text`."""
    starts = [at for at in range(len(text)) if text.startswith(name, at)]
    mentions = tuple(Mention(start=at, end=at + len(name), text=name) for at in starts)
    return Entity(id=f"e{number}", type=type_, name=name, country=country, mentions=mentions)  # type: ignore[arg-type]  # a test's own type


def candidate_at(analysis: Analysis, paragraph: int, at: int, *, entries: tuple[TriggerEntry, ...] = ()) -> Candidate:
    """The candidate at a token, in a paragraph that is the headline or else the one of that number."""
    holder = analysis.paragraphs[paragraph]
    return Candidate(
        paragraph=holder,
        words=holder.words,
        at=at,
        start=at,
        end=at + 1,
        entries=entries,
        quoted=False,
        place="headline" if holder.headline else "lead" if paragraph <= 1 else "body",
        block=paragraph,
        features=(),
    )


def trigger_at(analysis: Analysis, paragraph: int, at: int, type_: str, probability: float = 0.9) -> Trigger:
    """A trigger at a token."""
    return Trigger(candidate=candidate_at(analysis, paragraph, at), type=type_, probability=probability)
