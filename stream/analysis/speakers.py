"""Who is meant by the words that name a speaker: an entity, another description, or the one who spoke before.

A Cast follows a story from its first word and knows who spoke last. Its answers are rules; `stream.analysis.speaker_choice`
weighs them against other hints.
"""

from collections.abc import Iterator, Sequence

import msgspec
from spacy.tokens import Token

from stream.analysis.annotations import Paragraph
from stream.analysis.findings import Entity, Speaker
from stream.analysis.known import Known
from stream.analysis.naming import Mentions, Naming, Phrase
from stream.analysis.wording import SPEAKING
from stream.language.speech import SpeechLexicon
from stream.language.words import Words


class Heard(msgspec.Struct, frozen=True):
    """A speaker as named at one place."""

    speaker: Speaker
    gender: str | None
    """`m`, `f`, or None where the words do not tell."""
    number: str
    """`sing` or `plur`."""
    plausible: bool = True
    """Whether it is a name or a noun that can stand for somebody who speaks."""
    person: bool = False
    """Whether the noun means one human being."""
    by: str = "text"
    """How the words were understood: `pronoun`, `named`, `role`, `word`, `recency`, or `text` where they were not."""
    words: tuple[str, ...] = ()
    """The phrase in lower case, its head before it."""
    determiner: str = "none"
    """`definite`, `demonstrative`, `indefinite` or `none`."""


class Cast:
    """The people and bodies of one story, in the state they have at the place now read."""

    def __init__(self, paragraphs: Sequence[Paragraph], entities: Sequence[Entity], lexicon: SpeechLexicon) -> None:
        self.mentions = Mentions(entities)
        self._naming = Naming(self.mentions, lexicon)
        self.known = Known(paragraphs, entities, self.mentions, self._naming, lexicon)
        self.last: Speaker | None = None
        self._lexicon = lexicon
        self._entities = {entity.id: entity for entity in entities}
        self._spoke: list[Heard] = []
        self._quoted: frozenset[str] = frozenset()
        """Entities named in the quotation at hand: who speaks it is somebody else."""

    def meet(self, paragraph: Paragraph) -> None:
        """Note the person whom a paragraph is about: the first one named, as subject of a main clause."""
        first = next(((s, m, e) for s, m, e in self.mentions.of(paragraph) if e.type == "PER"), None)
        if first and _leads(paragraph.words, paragraph.words.root(first[0])):
            _, mention, entity = first
            speaker = Speaker(entity=entity.id, name=entity.name, text=mention.text)
            self._spoke.append(Heard(speaker, self.known.genders.get(entity.id), "sing"))

    def hear(self, heard: Heard) -> None:
        """Note that somebody has spoken: pronouns and "le ministre" may mean them from here on."""
        speaker, gender = heard.speaker, heard.gender
        if speaker.name is None and speaker.text and self._lexicon.pronoun(speaker.text.lower()):
            return
        if speaker.entity:
            if gender in ("m", "f"):
                self.known.genders.setdefault(speaker.entity, gender)
            gender = self.known.genders.get(speaker.entity, gender)
        self._spoke.append(msgspec.structs.replace(heard, gender=gender))
        self.last = speaker

    def resolve(self, paragraph: Paragraph, source: int, quoted: Sequence[tuple[int, int]]) -> Heard:
        """The speaker that a noun or pronoun names; `quoted` are the quotations (characters) of its sentence."""
        token = paragraph.doc[source]
        spans = [(paragraph.start + start, paragraph.start + end) for start, end in quoted]
        self._quoted = frozenset(entity.id for span in spans for _, entity in self.mentions.between(*span))
        agreement = self._lexicon.pronoun(token.lower_)
        if agreement:
            return Heard(self._by_pronoun(paragraph, token, *agreement), *agreement, by="pronoun")
        phrase = self._naming.phrase(paragraph, token)
        gender = self.known.gender_shown(token)
        speaker, by = self._by_phrase(phrase, gender)
        kinds = self._lexicon.noun_kinds(phrase.noun)
        return Heard(
            speaker,
            gender,
            "plur" if token.pos_ == "NOUN" and "Plur" in token.morph.get("Number", []) else "sing",
            plausible=speaker.name is not None or bool(kinds & SPEAKING),
            person=bool(kinds & {"person", "source"}),
            by=by,
            words=(phrase.noun, *(word.lower_ for word in paragraph.doc[phrase.start : phrase.end])),
            determiner=self._determiner(phrase),
        )

    def _by_pronoun(self, paragraph: Paragraph, token: Token, gender: str, number: str) -> Speaker:
        text = token.text.lstrip("-")
        place = paragraph.start + token.idx
        if token.lower_.startswith(tuple(self._lexicon.grammar.demonstrative)):
            return _speaker(self._person_before(place, gender), text) or Speaker(text=text)
        fitting = list(self._heard_as(gender, number))
        likely = next((heard.speaker for heard in fitting if heard.gender or self._entity(heard, "PER")), None)
        person = self._person_before(place, gender) if number == "sing" and not likely else None
        if person:
            return Speaker(entity=person.id, name=person.name, text=text)
        likely = likely or next((heard.speaker for heard in fitting), Speaker(text=text))
        return Speaker(entity=likely.entity, name=likely.name, text=text if likely.name else likely.text)

    def _heard_as(self, gender: str, number: str) -> Iterator[Heard]:
        """Who spoke, the last one first, of a gender and number."""
        for heard in reversed(self._spoke):
            agrees = heard.gender in (None, gender) and heard.number == number
            if agrees and heard.plausible and heard.speaker.entity not in self._quoted:
                yield heard

    def _entity(self, heard: Heard, kind: str) -> Entity | None:
        """The entity of a type that spoke, unless the quotation at hand names it."""
        entity = self._entities.get(heard.speaker.entity or "")
        return entity if entity and entity.type == kind and entity.id not in self._quoted else None

    def _agrees(self, entity: Entity, gender: str | None) -> bool:
        return gender is None or self.known.genders.get(entity.id, gender) == gender

    def _person_before(self, place: int, gender: str | None) -> Entity | None:
        """The person named before a place with most mentions in the story, the latest among equals."""
        named = (entity for _, entity in reversed(self.mentions.before(place)) if entity.type == "PER")
        fitting = (entity for entity in named if entity.id not in self._quoted and self._agrees(entity, gender))
        return max(fitting, key=lambda entity: len(entity.mentions), default=None)

    def _by_phrase(self, phrase: Phrase, gender: str | None) -> tuple[Speaker, str]:
        before = phrase.paragraph.doc[phrase.head - 1].lower_ if phrase.head else ""
        if self._spoke and before in self._lexicon.grammar.same:
            return self._spoke[-1].speaker, "recency"
        for by, find in (("named", self._naming.named), ("role", self._by_role), ("word", self._by_name)):
            entity = find(phrase)
            if entity:
                return Speaker(entity=entity.id, name=entity.name, text=phrase.text), by
        recent = self._by_recency(phrase, gender)
        return (recent, "recency") if recent else (Speaker(text=phrase.text), "text")

    def _by_role(self, phrase: Phrase) -> Entity | None:
        """Who has that post; of several the one whose role shares most words, then who spoke last."""
        if not self._is_definite(phrase):
            return None
        named = self.known.with_role(phrase.noun)
        words = {token.lower_ for token in phrase.paragraph.doc[phrase.start : phrase.end]}
        best = max((len(words & told) for _, told in named), default=0)
        fitting = {entity.id: entity for entity, told in named if len(words & told) == best}
        if len(fitting) <= 1:
            return next(iter(fitting.values()), None)
        return next((fitting[h.speaker.entity] for h in reversed(self._spoke) if h.speaker.entity in fitting), None)

    def _by_name(self, phrase: Phrase) -> Entity | None:
        """ "le parquet", "la préfecture": the one body whose name begins with that word."""
        if not self._is_definite(phrase) or phrase.end > phrase.head + 1:
            return None
        bodies = (entity for entity in self._entities.values() if entity.type == "ORG")
        fitting = [entity for entity in bodies if phrase.noun in entity.name.lower().split()[:2]]
        return fitting[0] if len(fitting) == 1 else None

    def _by_recency(self, phrase: Phrase, gender: str | None) -> Speaker | None:
        """ "le magistrat", "la jeune femme", "le groupe": who of that kind spoke last, else who was named last."""
        head = phrase.paragraph.doc[phrase.head]
        kinds = self._lexicon.noun_kinds(phrase.noun)
        if "document" in kinds and phrase.end == phrase.head + 1:
            return _speaker(self._last_body(), phrase.text)
        if not self._is_definite(phrase) or "Plur" in head.morph.get("Number", []):
            return None
        if "latter" in kinds:
            return _speaker(self._person_before(phrase.place, gender), phrase.text)
        short = head.pos_ == "NOUN" and phrase.end <= phrase.head + 2
        if "person" in kinds or (not kinds and (short or self._determiner(phrase) == "demonstrative")):
            return self._last_person(gender, phrase) or _speaker(self._person_before(phrase.place, gender), phrase.text)
        if "group" in kinds:
            return _speaker(self._last_body() or self._main_body(phrase.place), phrase.text)
        return None

    def _last_person(self, gender: str | None, phrase: Phrase) -> Speaker | None:
        """The person who spoke last, named or not."""
        for heard in reversed(self._spoke):
            entity = self._entity(heard, "PER")
            if entity and (gender is None or heard.gender in (None, gender)):
                return _speaker(entity, phrase.text)
            if heard.speaker.name is None and heard.person and heard.number == "sing" and gender == heard.gender:
                return heard.speaker
        return None

    def _last_body(self) -> Entity | None:
        spoke = (self._entity(heard, "ORG") for heard in reversed(self._spoke))
        return next((entity for entity in spoke if entity), None)

    def _main_body(self, place: int) -> Entity | None:
        """The organisation with most mentions, of those named before a place."""
        named = (entity for mention, entity in self.mentions.before(place - 1) if entity.type == "ORG")
        return max(named, key=lambda entity: len(entity.mentions), default=None)

    def _is_definite(self, phrase: Phrase) -> bool:
        return self._determiner(phrase) in ("definite", "demonstrative")

    def _determiner(self, phrase: Phrase) -> str:
        first = phrase.paragraph.doc[phrase.start]
        if phrase.start == phrase.head or first.pos_ not in ("DET", "NUM"):
            return "none"
        grammar = self._lexicon.grammar
        if first.lower_ in grammar.demonstrative:
            return "demonstrative"
        return "definite" if first.lower_ in grammar.definite else "indefinite"


def _speaker(entity: Entity | None, text: str) -> Speaker | None:
    return Speaker(entity=entity.id, name=entity.name, text=text) if entity else None


def _leads(words: Words, at: int) -> bool:
    """Whether a name is subject of a main clause, by itself or beside its role or form of address."""
    if words.deps[at] in ("flat:name", "appos", "nmod"):
        at = words.heads[at]
    return words.deps[at].startswith("nsubj") and words.deps[words.heads[at]] == "ROOT"
