"""Words that may be triggers, with what the event models see of each.

A candidate is every verb, noun and adjective and every head of a lexicon entry: 99.3 % of the triggers in the training
gold. The models decide which of them tell of an event, and of which type.
"""

from collections.abc import Mapping

import msgspec
import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Token

from stream.analysis.annotations import Analysis, Entity, Paragraph
from stream.analysis.event_features import CANDIDATE_POS, quoted_tokens, word_features
from stream.language.triggers import Hit, TriggerEntry, TriggerLexicon

Floats = NDArray[np.float32]


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A word that may be a trigger."""

    paragraph: Paragraph
    token: Token
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
    features: tuple[str, ...]

    def entry(self, type_: str) -> TriggerEntry | None:
        """The lexicon's reading of this type, if it has one."""
        return next((entry for entry in self.entries if entry.type == type_), None)


BLOCK_CHARS = 500
"""A longer paragraph counts as several: 99.8 % of the training gold's are shorter, but plain text may be one line."""


def find_candidates(analysis: Analysis, lexicon: TriggerLexicon) -> list[Candidate]:
    """All candidates of a story, in text order."""
    types: list[dict[int, str]] = [{} for _ in analysis.paragraphs]
    for (paragraph_index, token_index), entity in entities_at(analysis).items():
        types[paragraph_index][token_index] = entity.type
    found: list[Candidate] = []
    block = 0 if analysis.paragraphs and analysis.paragraphs[0].headline else 1
    for paragraph in analysis.paragraphs:
        found += _in_paragraph(paragraph, block, lexicon, types[paragraph.index])
        block += 1 + len(paragraph.doc.text) // BLOCK_CHARS
    return found


def entities_at(analysis: Analysis) -> dict[tuple[int, int], Entity]:
    """Paragraph index and token index → the entity named there."""
    found: dict[tuple[int, int], Entity] = {}
    for mention, entity in analysis.mentions():
        first = analysis.token_at(mention.start)
        last = analysis.token_at(mention.end - 1)
        if first and last:
            found.update(((first[0].index, at), entity) for at in range(first[1].i, last[1].i + 1))
    return found


def vectors(candidates: list[Candidate]) -> Floats:
    """Dense part: the word's static vector (300) and the parser's encoding of it in its sentence (96); rows × 396."""
    if not candidates:
        return np.zeros((0, 396), dtype=np.float32)
    return np.stack([np.concatenate([c.token.vector, c.paragraph.doc.tensor[c.token.i]]) for c in candidates]).astype(np.float32)


def _in_paragraph(paragraph: Paragraph, block: int, lexicon: TriggerLexicon, types: Mapping[int, str]) -> list[Candidate]:
    doc = paragraph.doc
    hits: dict[int, Hit] = {hit.head: hit for hit in lexicon.find(doc)}
    quoted = quoted_tokens(doc)
    return [
        _candidate(
            paragraph, token, hits.get(token.i), block + token.idx // BLOCK_CHARS, quoted=bool(quoted[token.i]), types=types
        )
        for token in doc
        if token.pos_ in CANDIDATE_POS or token.i in hits
    ]


def _candidate(
    paragraph: Paragraph, token: Token, hit: Hit | None, block: int, *, quoted: bool, types: Mapping[int, str]
) -> Candidate:
    entries = hit.entries if hit else ()
    lexicon_types = sorted({entry.type for entry in entries})
    place = "headline" if paragraph.headline else "lead" if block <= 1 else "body"
    return Candidate(
        paragraph=paragraph,
        token=token,
        start=hit.start if hit else token.i,
        end=hit.end if hit else token.i + 1,
        entries=entries,
        quoted=quoted,
        place=place,
        block=block,
        features=tuple(word_features(token, place=place, quoted=quoted, types=lexicon_types, entity_types=types)),
    )
