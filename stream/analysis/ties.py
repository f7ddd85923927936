"""How two words of a story hang together: the grammatical path between them, in words a linear model can weigh.

Used where something told at one place (a date, a number of dead) must be given to an event told at another.
"""

from collections.abc import Sequence

import msgspec
from spacy.tokens import Token

from stream.analysis.annotations import Paragraph
from stream.language.words import Words, words_of

MAX_PARAGRAPHS = 2
"""Paragraphs farther apart than this are all alike."""
_VERBAL = frozenset({"VERB", "AUX", "ADJ"})


class Site(msgspec.Struct, frozen=True):
    """A word with the paragraph it stands in."""

    paragraph: Paragraph
    token: Token


def lemma(token: Token) -> str:
    """The lemma in lower case, or the form where the model has none."""
    return words_of(token.doc).lemmas[token.i]


def place(paragraph: Paragraph) -> str:
    """`headline`, `lead` or `body`."""
    return "headline" if paragraph.headline else "lead" if paragraph.index <= 1 else "body"


def way(words: Words, start: int, end: int) -> tuple[list[int], list[int]]:
    """The words passed going up from `start` to the lowest common governor, and from below it down to `end`.

    Where the two have none, all governors of both.
    """
    heads = words.heads
    below = [end]
    while heads[below[-1]] != below[-1]:
        below.append(heads[below[-1]])
    up: list[int] = []
    at = start
    while at not in below:
        up.append(at)
        if heads[at] == at:
            return up, below[::-1]
        at = heads[at]
    return up, below[: below.index(at)][::-1]


def reach(words: Words, start: int, limit: int) -> dict[int, tuple[str, int]]:
    """The words within `limit` steps of one in the parse: the path to each, `<obj` up or `>nsubj` down a step, and its length."""
    heads, children, deps = words.heads, words.children, words.deps
    found = {start: ("", 0)}
    edge = [start]
    for steps in range(1, limit + 1):
        beyond: list[int] = []
        for at in edge:
            path, head = found[at][0], heads[at]
            if head not in found:
                found[head] = (f"{path}<{deps[at]}", steps)
                beyond.append(head)
            for child in children[at]:
                if child not in found:
                    found[child] = (f"{path}>{deps[child]}", steps)
                    beyond.append(child)
        edge = beyond
    return found


def path(start: Token, end: Token) -> tuple[list[Token], list[Token]]:
    """`way` between two tokens."""
    up, down = way(words_of(start.doc), start.i, end.i)
    return [start.doc[at] for at in up], [start.doc[at] for at in down]


def same_sentence(one: Site, other: Site) -> bool:
    """Whether two words stand in one sentence."""
    if one.paragraph is not other.paragraph:
        return False
    sentences = one.paragraph.words.sentences
    return sentences[one.token.i] == sentences[other.token.i]


def distance(one: Site, other: Site) -> tuple[int, int]:
    """How far apart two words are: paragraphs and sentences first, then steps in the parse."""
    paragraph = one.paragraph
    if paragraph is not other.paragraph:
        return 10 + abs(paragraph.index - other.paragraph.index), 0
    words, start, end = paragraph.words, one.token.i, other.token.i
    if words.sentences[start] != words.sentences[end]:
        return 5, 0
    up, down = way(words, start, end)
    return 0, len(up) + len(down)


def nearest(site: Site, sites: Sequence[Site]) -> Site:
    """The one of `sites` that is nearest to `site`; the first among equals."""
    if len(sites) == 1:
        return sites[0]
    return min(sites, key=lambda other: distance(site, other))


def tie(one: Site, other: Site) -> str:
    """How `one` relates to `other`, in a word: `below` it in the parse, `up1down2`, in another sentence or paragraph."""
    if one.paragraph is not other.paragraph:
        return f"p{max(-MAX_PARAGRAPHS, min(MAX_PARAGRAPHS, one.paragraph.index - other.paragraph.index))}"
    words, start, end = one.paragraph.words, one.token.i, other.token.i
    if words.sentences[start] != words.sentences[end]:
        return "sentence-" + ("before" if start < end else "after")
    up, down = way(words, start, end)
    if not down:
        return ("same", "below", "below2")[len(up)] if len(up) <= 2 else "far-below"
    return f"up{min(len(up), 3)}down{min(len(down), 3)}"


def shape(one: Site, other: Site) -> str:
    """The dependency labels on the path between two words of a sentence, at most four each way."""
    words = one.paragraph.words
    up, down = way(words, one.token.i, other.token.i)
    return ">".join(words.deps[at] for at in up[:4]) + "<" + ">".join(words.deps[at] for at in down[:4])


def tense_of(token: Token) -> str:
    """Tense and mood of a word's clause: `future`, `conditional`, `compound`, `Fin-Past`, `infinitive-devoir`, `noun-future` …"""
    words, at = words_of(token.doc), token.i
    if at not in words.tenses:
        words.tenses[at] = _tense(words, at)
    return words.tenses[at]


def _tense(words: Words, at: int) -> str:
    if words.pos[at] in _VERBAL:
        return _verb_tense(words, at)
    verb = next((above for above in words.above(at) if words.pos[above] in ("VERB", "AUX")), None)
    return "noun" if verb is None else f"noun-{_verb_tense(words, verb)}"


def auxiliaries(words: Words, at: int) -> list[int]:
    """The auxiliaries and the copula of a verb."""
    return [child for child in words.children[at] if words.deps[child].startswith("aux") or words.deps[child] == "cop"]


def marked_tense(words: Words, at: int) -> str | None:
    """Tense or mood of a verb where one word's form says it: `conditional`, `future`, `infinitive`, `infinitive-devoir` …"""
    for word in (*auxiliaries(words, at), at):
        morph = words.morph(word)
        if "Cnd" in morph.get("Mood", ()):
            return "conditional"
        if "Fut" in morph.get("Tense", ()):
            return "future"
    if "Inf" in words.morph(at).get("VerbForm", ()):
        return "infinitive" if words.heads[at] == at else f"infinitive-{words.lemmas[words.heads[at]]}"
    return None


def _verb_tense(words: Words, at: int) -> str:
    if marked := marked_tense(words, at):
        return marked
    own = words.morph(at)
    if auxiliaries(words, at):
        return "compound"
    return "-".join((*own.get("VerbForm", ()), *own.get("Tense", ()))) or "none"
