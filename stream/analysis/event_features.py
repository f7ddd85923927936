"""What the event models see of a word that may be a trigger: its own form, its syntax, its neighbours, its paragraph.

Features are strings `name=value`, so that a weight can be read back. Only what the parse and the earlier steps give is
used: no story id, no publication date, no agency keyword.
"""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Token

from stream.analysis.ties import lemma

CANDIDATE_POS = frozenset({"VERB", "NOUN", "ADJ"})
"""99.3 % of the triggers in the training gold have a head with one of these."""

CORE_CHILDREN = frozenset({"nsubj", "nsubj:pass", "obj", "iobj", "obl:arg", "obl:agent", "obl:mod", "nmod", "xcomp", "ccomp"})


MORPHOLOGY = ("Tense", "VerbForm", "Mood", "Number")


def quoted_tokens(doc: Doc) -> NDArray[np.bool_]:
    """Which tokens of a paragraph stand inside quotation marks."""
    inside, out = False, np.zeros(len(doc), dtype=bool)
    for token in doc:
        if token.text in ("«", "“"):
            inside = True
        elif token.text in ("»", "”"):
            inside = False
        elif token.text == '"':
            inside = not inside
        out[token.i] = inside
    return out


def word_features(
    token: Token, *, place: str, quoted: bool, types: Iterable[str], entity_types: Mapping[int, str]
) -> Iterator[str]:
    """Features of one candidate.

    Args:
        token: the candidate.
        place: `headline`, `lead` (first body paragraph) or `body`.
        quoted: whether it stands inside quotation marks.
        types: event types of the lexicon entries that match here.
        entity_types: token index → entity type in this paragraph.
    """
    word, pos, head = lemma(token), token.pos_, token.head
    yield f"w={word}"
    yield f"w={word}|{pos}"
    yield f"form={token.lower_}"
    yield f"pos={pos}"
    yield f"suf={token.lower_[-4:]}"
    yield f"pre={word[:5]}"
    yield f"place={place}"
    yield f"place={place}|{pos}"
    yield f"w={word}|{place}"
    yield f"dep={token.dep_}"
    yield f"dep={token.dep_}|{pos}"
    if quoted:
        yield "quoted"
        yield f"w={word}|quoted"
    yield f"morph={'|'.join(value for name in MORPHOLOGY for value in token.morph.get(name, []))}"
    if head is not token:
        yield f"head={lemma(head)}"
        yield f"w={word}|head={lemma(head)}"
        yield f"head={lemma(head)}|{token.dep_}"
        yield f"headpos={head.pos_}|{token.dep_}"
    for type_ in types:
        yield f"lex={type_}"
        yield f"lex={type_}|{place}"
    if not types:
        yield "nolex"
    yield from _children(token, word, entity_types)
    yield from _window(token)


def _children(token: Token, word: str, entity_types: Mapping[int, str]) -> Iterator[str]:
    determined = False
    for child in token.children:
        dep = child.dep_
        if dep in CORE_CHILDREN:
            named = entity_types.get(child.i) or lemma(child)
            preposition = next((lemma(c) for c in child.children if c.dep_ == "case"), "")
            yield f"c:{dep}"
            yield f"c:{dep}:{preposition}"
            yield f"c:{dep}:{preposition}:{named}"
            yield f"w={word}|c:{dep}:{preposition}"
            yield f"w={word}|c:{dep}:{named}"
        elif dep in ("amod", "advmod", "acl", "compound", "flat:name", "case", "mark", "appos", "acl:relcl", "fixed"):
            yield f"c:{dep}:{lemma(child)}"
            yield f"w={word}|c:{dep}:{lemma(child)}"
        elif dep == "det":
            determined = True
            yield f"det={child.lower_}"
            yield f"w={word}|det={child.lower_}"
        elif dep in ("aux:tense", "aux:pass", "aux", "cop", "expl:comp", "expl:pass", "expl:subj", "nummod"):
            yield f"c:{dep}:{child.lower_ if dep != 'nummod' else ''}"
            yield f"w={word}|c:{dep}"
    if not determined and token.pos_ == "NOUN":
        yield "det=none"
        yield f"w={word}|det=none"


def _window(token: Token) -> Iterator[str]:
    doc, i = token.doc, token.i
    for offset in (-3, -2, -1, 1, 2, 3):
        at = i + offset
        word = lemma(doc[at]) if 0 <= at < len(doc) else "#"
        yield f"n{offset}={word}"
        if abs(offset) == 1:
            yield f"w={lemma(token)}|n{offset}={word}"
