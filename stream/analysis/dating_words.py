"""What dating reads of a word: the words that expressions of time hang on, and the triggers of events, each read once.

Every expression is weighed against every event, some hundred pairs a story, so that what pairs share is read before.
"""

import msgspec

from stream.analysis.quotation_marks import quotations_of
from stream.analysis.ties import MAX_PARAGRAPHS, Site, auxiliaries, marked_tense, place
from stream.language.words import Words

VERBS = frozenset({"VERB", "AUX"})
CLAUSES = frozenset({"VERB", "AUX", "ADJ"})
"""What has a tense of its own."""


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """A word and its place in story, sentence and clause."""

    words: Words
    """Of its paragraph."""
    paragraph: int
    place: str
    """`headline`, `lead` or `body`."""
    at: int
    """Its token in the paragraph."""
    above: tuple[int, ...]
    """Itself and its governors, up to the root of its sentence."""
    lemma: str
    pos: str
    tense: str
    """Of its clause; `noun-` stands before it where the word is below the clause's verb."""
    quoted: bool


class Link(msgspec.Struct, frozen=True):
    """How an expression of time stands to a trigger."""

    trigger: Word
    tie: str
    """`below` it in the parse, `up1down2`, in another sentence or paragraph."""
    distance: tuple[int, int]
    """Paragraphs and sentences first, then steps in the parse."""
    up: int = 0
    """Steps from the expression to the lowest common governor."""
    down: int = 0
    """Steps from there to the trigger."""

    @property
    def same_sentence(self) -> bool:
        """Whether both stand in one sentence."""
        return not self.distance[0]


def read(site: Site) -> Word:
    """Read a word."""
    words, at = site.paragraph.words, site.token.i
    above = (at, *words.above(at))
    return Word(
        words=words,
        paragraph=site.paragraph.index,
        place=place(site.paragraph),
        at=at,
        above=above,
        lemma=words.lemmas[at],
        pos=words.pos[at],
        tense=_clause_tense(words, above),
        quoted=quotations_of(site.paragraph.doc).quoted[at],
    )


def link(time: Word, trigger: Word) -> Link:
    """Relate the word of an expression to a trigger."""
    if time.paragraph != trigger.paragraph:
        apart = time.paragraph - trigger.paragraph
        return Link(trigger, f"p{max(-MAX_PARAGRAPHS, min(MAX_PARAGRAPHS, apart))}", (10 + abs(apart), 0))
    sentences = time.words.sentences
    up = next((step for step, at in enumerate(time.above) if at in trigger.above), None)
    if up is None or sentences[time.at] != sentences[trigger.at]:
        return Link(trigger, "sentence-before" if time.at < trigger.at else "sentence-after", (5, 0))
    down = trigger.above.index(time.above[up])
    below = ("same", "below", "below2")[up] if up <= 2 else "far-below"
    return Link(trigger, f"up{min(up, 3)}down{min(down, 3)}" if down else below, (0, up + down), up, down)


def _clause_tense(words: Words, above: tuple[int, ...]) -> str:
    if words.pos[above[0]] in CLAUSES:
        return tense(words, above[0])
    verb = next((at for at in above if words.pos[at] in VERBS), None)
    return "noun" if verb is None else f"noun-{tense(words, verb)}"


def tense(words: Words, at: int) -> str:
    """Tense and mood of a verb with its auxiliaries: `perfect-Fin-Pres`, `perfect-Fin-Imp`, `future`, `infinitive-devoir` …"""
    if marked := marked_tense(words, at):
        return marked
    helpers = auxiliaries(words, at)
    if not helpers:
        return form(words, at)
    perfect = any(words.deps[helper] == "aux:tense" for helper in helpers)
    return f"{'perfect' if perfect else words.deps[helpers[0]]}-{form(words, helpers[0])}"


def form(words: Words, at: int) -> str:
    """Verb form and tense of one word, `none` where it has neither."""
    morph = words.morph(at)
    return "-".join((*morph.get("VerbForm", ()), *morph.get("Tense", ()))) or "none"
