"""According to whom an event is told: which of those who speak in the story, or nobody.

Candidates are the speakers of the quotes, direct and indirect, in which a trigger of the event stands. Being told by
somebody is not enough: of the annotated events so placed a third are attributed, the rest are known facts that a speaker
comes back to, or what the agency states itself elsewhere. A linear model chooses, by the verb ("indiquer" attributes in 60
of 100 cases, "estimer" in 11), by how far the trigger is below the clause told, and by the event.
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from stream.analysis.annotations import Analysis
from stream.analysis.choosing import choose
from stream.analysis.findings import Attribution, Quote, Span
from stream.analysis.ties import Site, place
from stream.language.pack import LanguagePack
from stream.language.speech import SpeechEntry, SpeechLexicon

ATTRIBUTED_FLOOR = 0.30
"""Probability from which a source is told: best F1 on held-out annotated stories, flat from .25 to .40."""
_MANY = 5
_LENGTH_STEP = 60
"""Characters; longer clauses tell less of any one word."""
_VIA_REACH = 12
"""Tokens between a source and "cité par"."""


class Told(msgspec.Struct, frozen=True):
    """A trigger of the event that stands in a quote."""

    order: int
    """Which of the event's triggers, in text order."""
    site: Site
    quote: Quote
    nesting: int
    """0 for the innermost quote around it."""


class Sources:
    """Who speaks in one story, and of what."""

    def __init__(self, analysis: Analysis, pack: LanguagePack) -> None:
        self._quotes = [quote for quote in analysis.quotes if quote.speaker and (quote.speaker.name or quote.speaker.text)]
        self._analysis = analysis
        self._lexicon = pack.speech
        self._model = pack.attribution

    def of(self, triggers: Sequence[Site], type_: str, status: str) -> Attribution | None:
        """Who tells of an event; None where the story states it plainly.

        Args:
            triggers: the event's triggers, in text order.
            type_: its type.
            status: its status.
        """
        told = list(self.told(triggers))
        candidates = [(source_name(one.quote), told_features(one, len(triggers), type_, status, self._lexicon)) for one in told]
        name = choose(self._model, untold_features(type_, status, len(triggers)), candidates, ATTRIBUTED_FLOOR)
        if name is None:
            return None
        return self._attribution(next(one for one in told if source_name(one.quote) == name))

    def told(self, triggers: Sequence[Site]) -> Iterator[Told]:
        """Each trigger with each quote around it, the innermost first."""
        for order, site in enumerate(triggers):
            at = site.paragraph.start + site.token.idx
            around = sorted((q for q in self._quotes if q.start <= at < q.end), key=lambda quote: quote.end - quote.start)
            for nesting, quote in enumerate(around):
                yield Told(order, site, quote, nesting)

    def _attribution(self, told: Told) -> Attribution:
        speaker, near = told.quote.speaker, told.quote.cue.start if told.quote.cue else told.quote.start
        words = (speaker.text if speaker else None) or source_name(told.quote)
        span = self._span(words, near)
        return Attribution(
            start=span.start,
            end=span.end,
            text=span.text,
            entity=speaker.entity if speaker else None,
            name=speaker.name if speaker else None,
            chain=self._chain(told),
        )

    def _span(self, words: str, near: int) -> Span:
        """Where the words that name a source stand nearest to a place; there itself, empty, where they stand nowhere."""
        found = [match.start() for match in re.finditer(re.escape(words), self._analysis.story.text)]
        start = min(found, key=lambda at: abs(at - near), default=near)
        return Span(start=start, end=start + len(words) if found else start, text=words if found else "")

    def _chain(self, told: Told) -> tuple[str, ...]:
        """The source, who cites it ("selon le maire, cité par l'AFP"), and the speakers of the quotes farther out."""
        at = told.site.paragraph.start + told.site.token.idx
        outer = [q for q in self._quotes if q.start <= at < q.end and q.start <= told.quote.start and q.end >= told.quote.end]
        names = [source_name(told.quote), *self._citing(told), *(source_name(quote) for quote in outer)]
        return tuple(dict.fromkeys(names))

    def _citing(self, told: Told) -> Iterator[str]:
        paragraph, cue = told.site.paragraph, told.quote.cue
        if cue is None or not paragraph.start <= cue.start < paragraph.start + len(paragraph.text):
            return
        span = paragraph.doc.char_span(cue.start - paragraph.start, cue.end - paragraph.start, alignment_mode="expand")
        if span is None:
            return
        words = [token.lower_ for token in paragraph.doc]
        for k in range(span.end, min(span.end + _VIA_REACH, len(words))):
            hit = self._lexicon.preposition(words, k)
            if hit and hit[1].kind == "via":
                yield from self._named_from(paragraph.start + paragraph.doc[hit[0] - 1].idx)
                return

    def _named_from(self, at: int) -> Iterator[str]:
        """The first entity named behind a place, in reach of a few words."""
        behind = [(m.start, entity) for m, entity in self._analysis.mentions() if at < m.start < at + _LENGTH_STEP]
        if behind:
            yield min(behind, key=lambda pair: pair[0])[1].name


def source_name(quote: Quote) -> str:
    """A speaker's name, or the words that stand for it."""
    return (quote.speaker.name or quote.speaker.text or "") if quote.speaker else ""


def untold_features(type_: str, status: str, triggers: int) -> Iterator[str]:
    """What speaks for no source."""
    yield "untold"
    yield f"untold type={type_}"
    yield f"untold status={status}"
    yield f"untold triggers={min(triggers, _MANY)}"


def told_features(told: Told, triggers: int, type_: str, status: str, lexicon: SpeechLexicon) -> Iterator[str]:
    """What speaks for the speaker of a quote as an event's source."""
    quote, token = told.quote, told.site.token
    entry = _verb(quote, lexicon)
    kind = entry.kind if entry else "preposition" if quote.cue else "none"
    yield f"kind={kind}"
    yield f"verb={entry.lemma if entry else quote.cue.text.lower() if quote.cue else ''}"
    yield f"kind={kind}|indirect={quote.indirect}"
    yield f"kind={kind}|behind={bool(quote.cue and quote.cue.start > quote.start)}"
    yield f"kind={kind}|status={status}"
    yield f"type={type_}|indirect={quote.indirect}"
    yield f"status={status}"
    yield f"depth={_depth(told)}"
    yield f"order={min(told.order, 3)}"
    yield f"nesting={min(told.nesting, 2)}"
    yield f"length={min((quote.end - quote.start) // _LENGTH_STEP, _MANY)}"
    yield f"pos={token.pos_}|dep={token.dep_}"
    yield f"place={place(told.site.paragraph)}"
    yield f"triggers={min(triggers, _MANY)}"
    yield from _speaker_features(quote)


def _speaker_features(quote: Quote) -> Iterator[str]:
    speaker = quote.speaker
    words = (speaker.text or "").lower().split() if speaker else []
    yield f"named={bool(speaker and speaker.name)}"
    for word in words[:4]:
        yield f"speaker={word}"
    yield f"speakerwords={min(len(words), 4)}"


def _depth(told: Told) -> int:
    """How many words of the quote govern the trigger, at most 4."""
    start = told.site.paragraph.start
    return min(4, sum(told.quote.start <= start + word.idx < told.quote.end for word in told.site.token.ancestors))


def _verb(quote: Quote, lexicon: SpeechLexicon) -> SpeechEntry | None:
    if quote.cue is None:
        return None
    found = (lexicon.verb(word) for word in reversed(re.split(r"[\s-]+|(?<=['’])", quote.cue.text.lower())))
    return next((entry for entry in found if entry), None)
