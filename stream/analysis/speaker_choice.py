"""Who of a story's people and bodies speaks a quote: a linear model's choice, with what the rules found as one of its grounds.

The rules (`stream.analysis.reports`, `stream.analysis.speakers`) find the words that name a speaker; whom "il", "le
ministre" or no words at all mean is a matter of many weak hints: who spoke before, whom the paragraph is about, gender,
role, who is named within the quote and so does not speak it. The model weighs them for every person and body of the story,
against the words as they stand.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator

import msgspec

from stream.analysis.annotations import Analysis, Paragraph
from stream.analysis.findings import Entity, Speaker
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


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """A quote as seen by all who may speak it."""

    form: str
    """Spoken.form."""
    latest: dict[str, int]
    """Entity → start of its last mention before the quote, -1 where there is none."""
    ranked: dict[str, list[int]]
    """Entity type → those starts, sorted."""
    latest_subject: int
    """Start of the last mention before the quote that is a subject; -1 where there is none."""
    kinds: list[str]
    """What the noun that names the speaker may mean."""
    states: set[str]
    """Countries of the demonyms among the words that name the speaker."""


class Scene:
    """One story's quotes and all who may speak them."""

    def __init__(self, analysis: Analysis, spoken: tuple[Spoken, ...], cast: Cast, lexicon: SpeechLexicon) -> None:
        self.spoken = spoken
        self.cast = cast
        self.lexicon = lexicon
        self.speakers = [one.speaker.entity if one.speaker else None for one in spoken]
        told = frozenset(self.speakers)
        self.candidates = [entity for entity in analysis.entities if entity.type in ("PER", "ORG") or entity.id in told]
        self._speaks = Counter(self.speakers)
        self._starts = {entity.id: sorted(mention.start for mention in entity.mentions) for entity in self.candidates}
        self._first = min((starts[0] for starts in self._starts.values() if starts), default=-1)
        self._paragraphs = [paragraph.start for paragraph in analysis.paragraphs]
        self._subjects = self._find_subjects(analysis) if spoken else []
        self._leading = frozenset(self._subjects)
        self._most = {
            kind: max((len(e.mentions) for e in self.candidates if e.type == kind), default=0) for kind in ("PER", "ORG")
        }
        self._outlooks = [self._outlook(one) for one in spoken]

    def _find_subjects(self, analysis: Analysis) -> list[int]:
        """Starts of the mentions whose first word is a subject, or stands beside one ("M. Le Drian"), in text order."""
        found: list[int] = []
        for paragraph in analysis.paragraphs:
            deps, heads = paragraph.words.deps, paragraph.words.heads
            for tokens, mention, _ in self.cast.mentions.of(paragraph):
                first = tokens.start
                if deps[first] in SUBJECT or (deps[first] == "flat:name" and deps[heads[first]] in SUBJECT):
                    found.append(mention.start)
        return found

    def _outlook(self, one: Spoken) -> Outlook:
        latest: dict[str, int] = {}
        ranked: dict[str, list[int]] = defaultdict(list)
        for entity in self.candidates:
            starts = self._starts[entity.id]
            before = bisect_left(starts, one.start)
            latest[entity.id] = starts[before - 1] if before else -1
            ranked[entity.type].append(latest[entity.id])
        before = bisect_left(self._subjects, one.start)
        words = one.heard.words if one.heard else ()
        return Outlook(
            form=one.form,
            latest=latest,
            ranked={kind: sorted(starts) for kind, starts in ranked.items()},
            latest_subject=self._subjects[before - 1] if before else -1,
            kinds=sorted(self.lexicon.noun_kinds(words[0])) if words else [],
            states={country.state for country in map(by_demonym, words[1:]) if country},
        )

    def features(self, number: int, entity: Entity) -> list[str]:
        """What speaks for an entity as the speaker of a quote."""
        one, outlook = self.spoken[number], self._outlooks[number]
        form, kind = outlook.form, entity.type
        ruled = self.speakers[number] == entity.id
        features = [f"type={kind}|{form}", f"speaks={min(self._speaks[entity.id] - ruled, _MANY)}|{form}"]
        if ruled:
            features += [f"ruled|{one.how}", f"ruled|{one.how}|{kind}|{form}"]
        if entity.id in self._speaks:
            features += self._neighbours(number, entity, form)
        features += self._places(one, outlook, entity)
        features += self._in_sentence(one, entity, form)
        features += self._agreement(one, outlook, entity)
        return features + [f"report {where}|{form}" for who, where in one.around if who == entity.id]

    def _neighbours(self, number: int, entity: Entity, form: str) -> Iterator[str]:
        """Whether the quotes before and after are the entity's."""
        one = self.spoken[number]
        for word, other in (("previous", number - 1), ("next", number + 1)):
            if 0 <= other < len(self.spoken) and self.speakers[other] == entity.id:
                near = self.spoken[other]
                gap = abs(near.paragraph.index - one.paragraph.index)
                where = "sentence" if near.sentence == one.sentence and not gap else str(min(gap, _FAR))
                yield f"{word}={where}|{form}"
                yield f"{word}={where}|{form}|{near.how}"

    def _places(self, one: Spoken, outlook: Outlook, entity: Entity) -> list[str]:
        """Where the entity is named, as seen from the quote."""
        base, starts, latest = one.paragraph.start, self._starts[entity.id], outlook.latest[entity.id]
        form, kind = outlook.form, entity.type
        above = bisect_left(starts, base)
        here = above < len(starts) and starts[above] < one.start
        ago = "never" if latest < 0 else str(min(_FAR, one.paragraph.index - self._paragraph(latest)))
        features = [
            f"rank={_rank(outlook, entity)}|{form}|{kind}",
            f"count={min(len(starts), _MANY)}|{form}",
            f"above={above > 0}|here={here}|{form}",
            f"ago={ago}|{form}|{kind}",
        ]
        if len(starts) == self._most.get(kind):
            features.append(f"most|{form}|{kind}")
        if here and starts[above] in self._leading:
            features.append(f"leads|{form}")
        if above and starts[above - 1] in self._leading:
            features.append(f"led|{form}")
        if outlook.latest_subject in starts:
            features.append(f"latest subject|{form}")
        if starts and starts[0] == self._first:
            features.append(f"first|{form}")
        return features

    def _in_sentence(self, one: Spoken, entity: Entity, form: str) -> Iterator[str]:
        """The entity's mentions in the quote's sentence."""
        base, starts = one.paragraph.start, self._starts[entity.id]
        for at in starts[bisect_left(starts, base + one.sentence[0]) : bisect_left(starts, base + one.sentence[1])]:
            inside = one.start <= at < base + one.quotation.end
            side = "inside" if inside else "before" if at < one.start else "behind"
            yield f"sentence {side}|{form}"
            if at in self._leading and not inside:
                yield f"subject {side}|{form}"

    def _paragraph(self, at: int) -> int:
        return bisect_right(self._paragraphs, at) - 1

    def _agreement(self, one: Spoken, outlook: Outlook, entity: Entity) -> list[str]:
        """How well the words that name the speaker fit the entity."""
        heard, form, kind = one.heard, outlook.form, entity.type
        if heard is None:
            return []
        gender = self.cast.known.genders.get(entity.id)
        fits = "unknown" if gender is None or heard.gender is None else "agree" if gender == heard.gender else "clash"
        features = [f"gender={fits}|{form}|{kind}", f"number={heard.number}|{form}|{kind}"]
        if one.report is not None:
            features.append(f"report={one.report.kind}|{kind}|{form}")
        return features + list(self._in_phrase(heard, outlook, entity)) if form == "phrase" else features

    def _in_phrase(self, heard: Heard, outlook: Outlook, entity: Entity) -> Iterator[str]:
        """How well a phrase fits the entity by its nouns and demonyms."""
        words, determiner, kind = heard.words, heard.determiner, entity.type
        if any(mention.text in (heard.speaker.text or "") for mention in entity.mentions):
            yield f"in phrase|{determiner}|{heard.by}|{kind}"
        for meaning in outlook.kinds or ["other"]:
            yield f"kind={meaning}|{determiner}|{kind}"
        if words:
            yield f"role={self.cast.known.role_fit(entity, words[0])}|{determiner}|{kind}"
        if outlook.states:
            yield f"demonym={'unknown' if not entity.country else entity.country in outlook.states}|{kind}"
        if any(word in entity.name.lower().split() for word in words if len(word) > _FAR):
            yield "shares word"


def _rank(outlook: Outlook, entity: Entity) -> int:
    """How many others of its type were named since it was; -1 where it was not."""
    latest, ranked = outlook.latest[entity.id], outlook.ranked[entity.type]
    return min(_MANY, len(ranked) - bisect_right(ranked, latest)) if latest >= 0 else -1


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
    scores = model.leanings(rows)
    best = max(range(len(scores)), key=scores.__getitem__)
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
