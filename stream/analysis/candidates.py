"""Words that may be triggers, with what the event models see of each.

A candidate is every verb, noun and adjective and every head of a lexicon entry (99.3 % of the triggers in the training gold)
that is worth reading at a first glance. The models decide which of them tell of an event, and of which type.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby

import msgspec
import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Token

from stream.analysis.annotations import Analysis, Paragraph
from stream.analysis.event_features import CANDIDATE_POS, word_features
from stream.analysis.findings import Entity
from stream.analysis.quotation_marks import quotations_of
from stream.language.glance import Glance, word_vectors
from stream.language.triggers import Hit, TriggerEntry, TriggerLexicon
from stream.language.words import Words

Floats = NDArray[np.float32]


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A word that may be a trigger."""

    paragraph: Paragraph
    words: Words
    """Of the paragraph."""
    at: int
    """Its token in the paragraph."""
    start: int
    """First token of the trigger: the word itself, or the lexicon's multiword."""
    end: int
    """Behind its last token."""
    entries: tuple[TriggerEntry, ...]
    """The lexicon's readings, the strongest first; empty for words it does not hold."""
    quoted: bool
    place: str
    """`headline`, `lead` (first paragraph of the body) or `body`."""
    block: int
    """Number of its paragraph, as a desk would divide a text that comes in one line: see BLOCK_CHARS."""
    features: Sequence[str]

    @property
    def token(self) -> Token:
        """Its token."""
        return self.paragraph.doc[self.at]

    @property
    def lemma(self) -> str:
        """Its lemma in lower case."""
        return self.words.lemmas[self.at]

    @property
    def sentence(self) -> tuple[int, int]:
        """Its paragraph's index and its sentence's first token."""
        return self.paragraph.index, self.words.sentences[self.at]

    def entry(self, type_: str) -> TriggerEntry | None:
        """The lexicon's reading of this type, if it has one."""
        return next((entry for entry in self.entries if entry.type == type_), None)


BLOCK_CHARS = 500
"""A longer paragraph counts as several: 99.8 % of the training gold's are shorter, but plain text may be one line."""

EntityAt = Mapping[tuple[int, int], Entity]
"""Paragraph index and token index → the entity named there."""


def find_candidates(
    analysis: Analysis, entities: EntityAt, lexicon: TriggerLexicon, glance: Glance | None = None
) -> list[Candidate]:
    """The candidates of a story, in text order.

    Args:
        analysis: the story.
        entities: who is named where.
        lexicon: the triggers known.
        glance: drops words that never tell of an event; None, as the trainings need it, keeps all.
    """
    types: list[dict[int, str]] = [{} for _ in analysis.paragraphs]
    for (paragraph_index, at), entity in entities.items():
        types[paragraph_index][at] = entity.type
    words = [paragraph.words for paragraph in analysis.paragraphs]
    hits = [{hit.head: hit for hit in lexicon.find(own)} for own in words]
    wanted = [
        [at for at, pos in enumerate(own.pos) if pos in CANDIDATE_POS or at in hit] for own, hit in zip(words, hits, strict=True)
    ]
    if glance is not None and words:
        wanted = glance.worth_reading(words, wanted, analysis.paragraphs[0].doc.vocab)
    found: list[Candidate] = []
    block = 0 if analysis.paragraphs and analysis.paragraphs[0].headline else 1
    for paragraph, tokens, own in zip(analysis.paragraphs, wanted, hits, strict=True):
        found += [_candidate(paragraph, at, block, own.get(at), types[paragraph.index]) for at in tokens]
        block += 1 + len(paragraph.text) // BLOCK_CHARS
    return found


def entities_at(analysis: Analysis) -> dict[tuple[int, int], Entity]:
    """Paragraph index and token index → the entity named there."""
    found: dict[tuple[int, int], Entity] = {}
    for mention, entity in analysis.mentions():
        first = analysis.word_at(mention.start)
        last = analysis.word_at(mention.end - 1)
        if first and last:
            found.update(((first[0].index, at), entity) for at in range(first[1], last[1] + 1))
    return found


def vectors(candidates: Sequence[Candidate]) -> Floats:
    """Dense part: the word's static vector (300) and the parser's encoding of it in its sentence (96); rows × 396."""
    if not candidates:
        return np.zeros((0, 396), dtype=np.float32)
    static = word_vectors(candidates[0].paragraph.doc.vocab, [c.words.orths[c.at] for c in candidates])
    by_paragraph = [list(group) for _, group in groupby(candidates, key=lambda c: c.paragraph.index)]
    encoded = [group[0].paragraph.doc.tensor[[c.at for c in group]] for group in by_paragraph]
    return np.concatenate([static, np.concatenate(encoded)], axis=1).astype(np.float32, copy=False)


def _candidate(paragraph: Paragraph, at: int, first_block: int, hit: Hit | None, types: Mapping[int, str]) -> Candidate:
    words, quoted = paragraph.words, quotations_of(paragraph.doc).quoted[at]
    block = first_block + words.starts[at] // BLOCK_CHARS
    entries = hit.entries if hit else ()
    lexicon_types = sorted({entry.type for entry in entries}) if entries else []
    place = "headline" if paragraph.headline else "lead" if block <= 1 else "body"
    return Candidate(
        paragraph=paragraph,
        words=words,
        at=at,
        start=hit.start if hit else at,
        end=hit.end if hit else at + 1,
        entries=entries,
        quoted=quoted,
        place=place,
        block=block,
        features=word_features(words, at, place=place, quoted=quoted, types=lexicon_types, entity_types=types),
    )
