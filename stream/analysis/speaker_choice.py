"""Who of a story's people and bodies speaks a quote: a linear model's choice, with what the rules found as one of its grounds.

The rules (`stream.analysis.reports`, `stream.analysis.speakers`) find the words that name a speaker; whom "il", "le
ministre" or no words at all mean is a matter of many weak hints: who spoke before, whom the paragraph is about, gender,
role, who is named within the quote and so does not speak it. The model weighs them for every person and body of the story,
against the words as they stand.
"""

from bisect import bisect_right
from collections.abc import Iterator

import msgspec
import numpy as np

from stream.analysis.annotations import Analysis, Entity, Paragraph, Speaker
from stream.analysis.quotation_marks import Quotation
from stream.analysis.reports import Report
from stream.analysis.speakers import Cast, Heard
from stream.analysis.subjects import SUBJECT
from stream.knowledge.countries import by_demonym
from stream.language.linear import LinearModel
from stream.language.speech import SpeechLexicon

_FAR = 3
_MANY = 4


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """A direct quote, and who speaks it by the rules."""

    paragraph: Paragraph
    text: str
    """The words quoted."""
    quotation: Quotation
    sentence: tuple[int, int]
    """Characters of the paragraph."""
    report: Report | None
    heard: Heard | None
    """Who speaks in the report."""
    speaker: Speaker | None
    around: tuple[tuple[str, str], ...] = ()
    """(entity, where) of the other reports of the paragraph."""
    how: str
    """How the rules found out: Heard.by, or `subject`, `before`, `same`, `following` where no report told."""

    @property
    def start(self) -> int:
        """In the story's text."""
        return self.paragraph.start + self.quotation.start

    @property
    def form(self) -> str:
        """What names the speaker: `named`, `pronoun`, a `phrase`, or nothing, by where the quote stands."""
        if self.paragraph.headline:
            return "headline"
        if self.heard:
            return "phrase" if self.heard.by not in ("named", "pronoun") else self.heard.by
        return "opens" if self.quotation.start - self.sentence[0] <= 2 else "within"


class Scene:
    """One story's quotes and all who may speak them."""

    def __init__(self, analysis: Analysis, spoken: tuple[Spoken, ...], cast: Cast, lexicon: SpeechLexicon) -> None:
        self.spoken = spoken
        self.cast = cast
        self.lexicon = lexicon
        self.candidates = [entity for entity in analysis.entities if entity.type in ("PER", "ORG") or self._spoke(entity)]
        self._starts = {entity.id: sorted(mention.start for mention in entity.mentions) for entity in self.candidates}
        self.speakers = [one.speaker.entity if one.speaker else None for one in spoken]
        self._paragraphs = [paragraph.start for paragraph in analysis.paragraphs]
        self._subjects = self._find_subjects(analysis) if spoken else {}
        self._most = {
            kind: max((len(e.mentions) for e in self.candidates if e.type == kind), default=0) for kind in ("PER", "ORG")
        }

    def _spoke(self, entity: Entity) -> bool:
        return any(one.speaker and one.speaker.entity == entity.id for one in self.spoken)

    def _find_subjects(self, analysis: Analysis) -> dict[int, str]:
        """Start of a mention whose first word is a subject, or stands beside one ("M. Le Drian") → entity."""
        found: dict[int, str] = {}
        for paragraph in analysis.paragraphs:
            for span, mention, entity in self.cast.mentions.of(paragraph):
                first = span[0]
                if first.dep_ in SUBJECT or (first.dep_ == "flat:name" and first.head.dep_ in SUBJECT):
                    found[mention.start] = entity.id
        return found

    def features(self, number: int, entity: Entity) -> Iterator[str]:
        """What speaks for an entity as the speaker of a quote."""
        one, form = self.spoken[number], self.spoken[number].form
        ruled = bool(one.speaker and one.speaker.entity == entity.id)
        yield f"type={entity.type}|{form}"
        if ruled:
            yield f"ruled|{one.how}"
            yield f"ruled|{one.how}|{entity.type}|{form}"
        yield from self._neighbours(number, entity, form)
        yield from self._places(one, entity, form)
        yield from self._agreement(one, entity, form)
        yield from (f"report {where}|{form}" for who, where in one.around if who == entity.id)
        share = sum(speaker == entity.id for k, speaker in enumerate(self.speakers) if k != number)
        yield f"speaks={min(share, _MANY)}|{form}"

    def _neighbours(self, number: int, entity: Entity, form: str) -> Iterator[str]:
        """Whether the quotes before and after are the entity's."""
        one = self.spoken[number]
        for word, other in (("previous", number - 1), ("next", number + 1)):
            if not 0 <= other < len(self.spoken):
                continue
            near = self.spoken[other]
            if self.speakers[other] == entity.id:
                gap = abs(near.paragraph.index - one.paragraph.index)
                where = "sentence" if near.sentence == one.sentence and not gap else str(min(gap, _FAR))
                yield f"{word}={where}|{form}"
                yield f"{word}={where}|{form}|{near.how}"

    def _places(self, one: Spoken, entity: Entity, form: str) -> Iterator[str]:
        """Where the entity is named, as seen from the quote."""
        base = one.paragraph.start
        starts = self._starts[entity.id]
        sentence = [at for at in starts if base + one.sentence[0] <= at < base + one.sentence[1]]
        for at in sentence:
            inside = one.start <= at < base + one.quotation.end
            side = "inside" if inside else "before" if at < one.start else "behind"
            yield f"sentence {side}|{form}"
            if at in self._subjects and not inside:
                yield f"subject {side}|{form}"
        yield f"rank={self._rank(one, entity)}|{form}|{entity.type}"
        yield f"count={min(len(starts), _MANY)}|{form}"
        if len(starts) == self._most.get(entity.type):
            yield f"most|{form}|{entity.type}"
        before = [at for at in starts if at < base]
        here = [at for at in starts if base <= at < one.start]
        yield f"above={bool(before)}|here={bool(here)}|{form}"
        if here and here[0] in self._subjects:
            yield f"leads|{form}"
        if any(at < base for at in starts) and max(at for at in starts if at < base) in self._subjects:
            yield f"led|{form}"
        if max((at for at in self._subjects if at < one.start), default=-1) in starts:
            yield f"latest subject|{form}"
        ago = [one.paragraph.index - self._paragraph(at) for at in starts if at < one.start]
        yield f"ago={min([_FAR, *ago]) if ago else 'never'}|{form}|{entity.type}"
        if starts and starts[0] == min((s[0] for s in self._starts.values() if s), default=-1):
            yield f"first|{form}"

    def _paragraph(self, at: int) -> int:
        return bisect_right(self._paragraphs, at) - 1

    def _rank(self, one: Spoken, entity: Entity) -> int:
        """How many others of its type were named since it was."""
        latest = max((at for at in self._starts[entity.id] if at < one.start), default=None)
        if latest is None:
            return -1
        others = (other for other in self.candidates if other.type == entity.type and other is not entity)
        return min(_MANY, sum(any(latest < at < one.start for at in self._starts[other.id]) for other in others))

    def _agreement(self, one: Spoken, entity: Entity, form: str) -> Iterator[str]:
        """How well the words that name the speaker fit the entity."""
        heard = one.heard
        if heard is None:
            return
        gender = self.cast.known.genders.get(entity.id)
        fits = "unknown" if gender is None or heard.gender is None else "agree" if gender == heard.gender else "clash"
        yield f"gender={fits}|{form}|{entity.type}"
        yield f"number={heard.number}|{form}|{entity.type}"
        if one.report is not None:
            yield f"report={one.report.kind}|{entity.type}|{form}"
        if form != "phrase":
            return
        if any(mention.text in (heard.speaker.text or "") for mention in entity.mentions):
            yield f"in phrase|{heard.determiner}|{heard.by}|{entity.type}"
        kinds = sorted(self.lexicon.noun_kinds(heard.words[0])) if heard.words else []
        for kind in kinds or ["other"]:
            yield f"kind={kind}|{heard.determiner}|{entity.type}"
        if heard.words:
            yield f"role={self.cast.known.role_fit(entity, heard.words[0])}|{heard.determiner}|{entity.type}"
        states = {country.state for country in map(by_demonym, heard.words[1:]) if country}
        if states:
            yield f"demonym={'unknown' if not entity.country else entity.country in states}|{entity.type}"
        if any(word in entity.name.lower().split() for word in heard.words if len(word) > _FAR):
            yield "shares word"


def nobody_features(scene: Scene, number: int) -> Iterator[str]:
    """What speaks for the words as they stand."""
    one = scene.spoken[number]
    yield f"nobody|{one.form}|{one.how}"
    yield f"nobody|{one.form}|ruled={bool(one.speaker and one.speaker.entity)}"
    heard = one.heard
    if heard and heard.words:
        kinds = sorted(scene.lexicon.noun_kinds(heard.words[0])) or ["other"]
        yield from (f"nobody|{kind}|{heard.determiner}|{heard.number}" for kind in kinds)
        yield f"nobody|word={heard.words[0]}"
        yield f"nobody|long={min(len(heard.words), 2 * _MANY)}"
        yield f"nobody|{heard.words[1] if len(heard.words) > 1 else ''}|{heard.by}"
        yield f"nobody|of={len(heard.words) > _FAR}|{heard.determiner}|{heard.by}|{heard.number}"


def speaker_of(scene: Scene, number: int, model: LinearModel) -> Speaker | None:
    """Who speaks a quote; None where nothing in the story tells."""
    one = scene.spoken[number]
    if _stands_alone(one, scene.lexicon):
        return one.speaker
    rows = [nobody_features(scene, number), *(scene.features(number, entity) for entity in scene.candidates)]
    best = int(np.argmax(model.scores(rows)[:, 0]))
    if best:
        entity = scene.candidates[best - 1]
        return Speaker(entity=entity.id, name=entity.name, text=_words(one, entity))
    if one.speaker and one.speaker.entity is None:
        return one.speaker
    return Speaker(text=one.heard.speaker.text) if one.heard else None


def _stands_alone(one: Spoken, lexicon: SpeechLexicon) -> bool:
    """Whether the words name a source that is nobody else: "l'entourage du président" is not the president."""
    heard = one.heard
    return heard is not None and heard.by == "text" and len(heard.words) > _FAR and "source" in lexicon.noun_kinds(heard.words[0])


def _words(one: Spoken, entity: Entity) -> str | None:
    """The words at the quote that name its speaker, else those at the mention before it."""
    if one.heard:
        return one.heard.speaker.text
    if one.speaker and one.speaker.entity == entity.id:
        return one.speaker.text
    before = [mention.text for mention in entity.mentions if mention.start < one.start]
    return before[-1] if before else entity.mentions[0].text
