"""How two words of a story hang together: the grammatical path between them, in words a linear model can weigh.

Used where something told at one place (a date, a number of dead) must be given to an event told at another.
"""

from collections.abc import Sequence

import msgspec
from spacy.tokens import Token

from stream.analysis.annotations import Paragraph

MAX_PARAGRAPHS = 2
"""Paragraphs farther apart than this are all alike."""


class Site(msgspec.Struct, frozen=True):
    """A word with the paragraph it stands in."""

    paragraph: Paragraph
    token: Token


def lemma(token: Token) -> str:
    """The lemma in lower case, or the form where the model has none."""
    return token.lemma_.lower() or token.lower_


def place(paragraph: Paragraph) -> str:
    """`headline`, `lead` or `body`."""
    return "headline" if paragraph.headline else "lead" if paragraph.index <= 1 else "body"


def path(start: Token, end: Token) -> tuple[list[Token], list[Token]]:
    """The words passed going up from `start` to the lowest common governor, and from below it down to `end`."""
    above = [end, *end.ancestors]
    at = {token.i: step for step, token in enumerate(above)}
    up: list[Token] = []
    for token in (start, *start.ancestors):
        if token.i in at:
            return up, above[: at[token.i]][::-1]
        up.append(token)
    return up, above[::-1]


def same_sentence(one: Site, other: Site) -> bool:
    """Whether two words stand in one sentence."""
    return one.paragraph is other.paragraph and one.token.sent.start == other.token.sent.start


def distance(one: Site, other: Site) -> tuple[int, int]:
    """How far apart two words are: paragraphs and sentences first, then steps in the parse."""
    if one.paragraph is not other.paragraph:
        return 10 + abs(one.paragraph.index - other.paragraph.index), 0
    if not same_sentence(one, other):
        return 5, 0
    up, down = path(one.token, other.token)
    return 0, len(up) + len(down)


def nearest(site: Site, sites: Sequence[Site]) -> Site:
    """The one of `sites` that is nearest to `site`; the first among equals."""
    return min(sites, key=lambda other: distance(site, other))


def tie(one: Site, other: Site) -> str:
    """How `one` relates to `other`, in a word: `below` it in the parse, `up1down2`, in another sentence or paragraph."""
    if one.paragraph is not other.paragraph:
        return f"p{max(-MAX_PARAGRAPHS, min(MAX_PARAGRAPHS, one.paragraph.index - other.paragraph.index))}"
    if not same_sentence(one, other):
        return "sentence-" + ("before" if one.token.i < other.token.i else "after")
    up, down = path(one.token, other.token)
    if not down:
        return ("same", "below", "below2")[len(up)] if len(up) <= 2 else "far-below"
    return f"up{min(len(up), 3)}down{min(len(down), 3)}"


def shape(one: Site, other: Site) -> str:
    """The dependency labels on the path between two words of a sentence, at most four each way."""
    up, down = path(one.token, other.token)
    return ">".join(t.dep_ for t in up[:4]) + "<" + ">".join(t.dep_ for t in down[:4])


def tense_of(token: Token) -> str:
    """Tense and mood of a word's clause: `future`, `conditional`, `compound`, `Fin-Past`, `infinitive-devoir`, `noun-future` …"""
    if token.pos_ in ("VERB", "AUX", "ADJ"):
        return _verb_tense(token)
    verb = next((t for t in token.ancestors if t.pos_ in ("VERB", "AUX")), None)
    return "noun" if verb is None else f"noun-{_verb_tense(verb)}"


def _verb_tense(token: Token) -> str:
    helpers = [child for child in token.children if child.dep_.startswith("aux") or child.dep_ == "cop"]
    for word in (*helpers, token):
        if "Cnd" in word.morph.get("Mood", []):
            return "conditional"
        if "Fut" in word.morph.get("Tense", []):
            return "future"
    if "Inf" in token.morph.get("VerbForm", []):
        return f"infinitive-{lemma(token.head)}" if token.head is not token else "infinitive"
    if helpers:
        return "compound"
    return "-".join(token.morph.get("VerbForm", []) + token.morph.get("Tense", [])) or "none"
