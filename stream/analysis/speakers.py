"""Who is meant by the words that name a speaker: an entity, another description, or the one who spoke before.

A Cast follows a story from its first word: which roles its people were given ("le ministre français Jean-Yves Le
Drian"), of what gender they are ("M.", "Mme", "la maire"), who spoke last.
"""

from bisect import bisect_right
from collections.abc import Sequence

import msgspec
from spacy.tokens import Token

from stream.analysis.annotations import Entity, Mention, Paragraph, Speaker
from stream.language.speech import SpeechLexicon

SPEAKING = frozenset({"person", "body", "group", "latter", "source", "document"})
"""Kinds of nouns that can stand for who speaks."""
_DEFINITE = frozenset({"le", "la", "l'", "l’", "les", "ce", "cet", "cette", "ces"})
_DEMONSTRATIVE = frozenset({"ce", "cet", "cette"})
_LONG_PHRASE = 14
_INSIDE = frozenset({"ADJ", "NOUN", "PROPN", "X", "NUM", "DET"})
_OF = frozenset({"de", "d'", "d’", "du", "des"})


class Phrase(msgspec.Struct, frozen=True, kw_only=True):
    """A noun phrase: tokens `start` to `end` (exclusive) of its paragraph around its head."""

    paragraph: Paragraph
    start: int
    head: int
    end: int

    @property
    def text(self) -> str:
        """Its words."""
        return self.paragraph.doc[self.start : self.end].text


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
    """The phrase in lower case, its head first."""
    definite: str = "none"
    """`definite`, `demonstrative`, `indefinite`, or `none` without a determiner."""


class Cast:
    """The people and bodies of one story, in the state they have at the place now read."""

    def __init__(self, paragraphs: tuple[Paragraph, ...], entities: tuple[Entity, ...], lexicon: SpeechLexicon) -> None:
        self._lexicon = lexicon
        self._mentions = sorted(((m, e) for e in entities for m in e.mentions), key=lambda pair: pair[0].start)
        self._starts = [mention.start for mention, _ in self._mentions]
        self._gender: dict[str, str] = {}
        self._roles: dict[str, list[tuple[Entity, frozenset[str]]]] = {}
        self._has_role: set[str] = set()
        self._role_words: dict[tuple[str, str], int] = {}
        self.last: Speaker | None = None
        self._here: frozenset[str] = frozenset()
        self._spoke: list[Heard] = []
        self._entities = {entity.id: entity for entity in entities}
        for entity in entities:
            gender = lexicon.name_gender(entity.name) if entity.type == "PER" else None
            if gender:
                self._gender[entity.id] = gender
            if entity.role:
                self._add_role(entity.role.split()[0].lower(), entity, frozenset(entity.role.lower().split()))
        for paragraph in paragraphs:
            self._read(paragraph)

    def entity_at(self, paragraph: Paragraph, token: Token) -> tuple[Mention, Entity] | None:
        """The mention that covers a token."""
        at = paragraph.start + token.idx
        k = bisect_right(self._starts, at) - 1
        if k >= 0 and self._mentions[k][0].end > at:
            return self._mentions[k]
        return None

    def meet(self, paragraph: Paragraph) -> None:
        """Note the person whom a paragraph is about: the first one named, as subject of a main clause."""
        k = bisect_right(self._starts, paragraph.start - 1)
        end = paragraph.start + len(paragraph.doc.text)
        while k < len(self._mentions) and self._starts[k] < end:
            mention, entity = self._mentions[k]
            k += 1
            if entity.type != "PER":
                continue
            span = paragraph.doc.char_span(
                mention.start - paragraph.start, mention.end - paragraph.start, alignment_mode="expand"
            )
            if span is not None and _leads(span.root):
                self._spoke.append(
                    Heard(Speaker(entity=entity.id, name=entity.name, text=mention.text), self._gender.get(entity.id), "sing")
                )
            return

    def resolve(self, paragraph: Paragraph, source: int, quoted: Sequence[tuple[int, int]]) -> Heard:
        """The speaker that a noun or pronoun names; `quoted` are the quotations (characters) of its sentence."""
        token = paragraph.doc[source]
        self._here = frozenset(name for span in quoted for name in self._named_in(paragraph, span))
        agreement = self._lexicon.pronoun(token.lower_)
        if agreement:
            return Heard(self._by_pronoun(paragraph, token, *agreement), *agreement, by="pronoun")
        noun = token.pos_ == "NOUN"
        gender = self._gender_before(token)
        number = "plur" if noun and "Plur" in token.morph.get("Number", []) else "sing"
        phrase = self.phrase(paragraph, token)
        speaker, by = self._by_phrase(phrase, gender)
        kinds = self._lexicon.noun_kinds(token.lower_)
        return Heard(
            speaker,
            gender,
            number,
            plausible=speaker.name is not None or bool(kinds & SPEAKING),
            person=bool(kinds & {"person", "source"}),
            by=by,
            words=(token.lower_, *(word.lower_ for word in paragraph.doc[phrase.start : phrase.end])),
            definite=self._determiner(phrase),
        )

    def gender(self, entity: Entity) -> str | None:
        """`m`, `f`, or None where the story and the list of first names do not tell."""
        return self._gender.get(entity.id)

    def role_words(self, entity: Entity, head: str) -> int | None:
        """Words of a role with this head that the story gives an entity; None where it gives none, 0 where another."""
        return self._role_words.get((entity.id, head), 0 if entity.id in self._has_role else None)

    def _determiner(self, phrase: Phrase) -> str:
        first = phrase.paragraph.doc[phrase.start]
        if phrase.start == phrase.head or first.pos_ not in ("DET", "NUM"):
            return "none"
        return "demonstrative" if first.lower_ in _DEMONSTRATIVE else "definite" if first.lower_ in _DEFINITE else "indefinite"

    def _named_in(self, paragraph: Paragraph, span: tuple[int, int]) -> list[str]:
        """Entities named in a quotation: who speaks it is somebody else."""
        k = bisect_right(self._starts, paragraph.start + span[0] - 1)
        stop = bisect_right(self._starts, paragraph.start + span[1] - 1)
        return [entity.id for _, entity in self._mentions[k:stop]]

    def _gender_before(self, token: Token) -> str | None:
        """The gender that a determiner or form of address shows; nouns like "ministre" have the one of who holds the post."""
        title = self._lexicon.title(token.text)
        if title:
            return title[0] if title[0] != "x" else None
        for k in range(token.i - 1, max(-1, token.i - 4), -1):
            if token.doc[k].pos_ == "DET":
                return _first(token.doc[k].morph.get("Gender", []))
            if token.doc[k].pos_ != "ADJ":
                return None
        return None

    def hear(self, heard: Heard) -> None:
        """Note that somebody has spoken: pronouns and "le ministre" may mean them from here on."""
        speaker, gender = heard.speaker, heard.gender
        if speaker.name is None and speaker.text and self._lexicon.pronoun(speaker.text.lower()):
            return
        if speaker.entity and gender in ("m", "f"):
            self._gender.setdefault(speaker.entity, gender)
        self._spoke.append(
            msgspec.structs.replace(heard, gender=self._gender.get(speaker.entity, gender) if speaker.entity else gender)
        )
        self.last = speaker

    def _by_pronoun(self, paragraph: Paragraph, token: Token, gender: str, number: str) -> Speaker:
        text = token.text.lstrip("-")
        if token.lower_.startswith("ce"):
            latest = self._person_before(paragraph.start + token.idx, gender)
            return Speaker(entity=latest.id, name=latest.name, text=text) if latest else Speaker(text=text)
        fitting = [heard for heard in reversed(self._spoke) if self._fits(heard, gender, number)]
        likely = next((heard.speaker for heard in fitting if self._is_person(heard) or heard.gender), None)
        person = self._person_before(paragraph.start + token.idx, gender) if number == "sing" and not likely else None
        if person:
            return Speaker(entity=person.id, name=person.name, text=text)
        likely = likely or next((heard.speaker for heard in fitting), None)
        if likely is None:
            return Speaker(text=text)
        return Speaker(entity=likely.entity, name=likely.name, text=text if likely.name else likely.text)

    def _fits(self, heard: Heard, gender: str, number: str) -> bool:
        agrees = heard.gender in (None, gender) and heard.number == number
        return agrees and heard.plausible and heard.speaker.entity not in self._here

    def _is_person(self, heard: Heard) -> bool:
        entity = self._entities.get(heard.speaker.entity or "")
        return entity is not None and entity.type == "PER"

    def _person_before(self, at: int, gender: str | None) -> Entity | None:
        """The person named before a place with most mentions in the story, the latest among equals."""
        best: Entity | None = None
        for k in range(bisect_right(self._starts, at) - 1, -1, -1):
            entity = self._mentions[k][1]
            fits = entity.type == "PER" and entity.id not in self._here
            fits = fits and (gender is None or self._gender.get(entity.id, gender) == gender)
            if fits and (best is None or len(entity.mentions) > len(best.mentions)):
                best = entity
        return best

    def _by_phrase(self, phrase: Phrase, gender: str | None) -> tuple[Speaker, str]:
        if self._same_source(phrase):
            return self._spoke[-1].speaker, "recency"
        for by, find in (("named", self._named), ("role", self._by_role), ("word", self._by_name)):
            entity = find(phrase)
            if entity:
                return Speaker(entity=entity.id, name=entity.name, text=phrase.text), by
        recent = self._by_recency(phrase, gender)
        return (recent, "recency") if recent else (Speaker(text=phrase.text), "text")

    def _same_source(self, phrase: Phrase) -> bool:
        """ "de même source", "selon la même source"."""
        doc = phrase.paragraph.doc
        return bool(self._spoke) and phrase.head > 0 and doc[phrase.head - 1].lower_ == "même"

    def _by_name(self, phrase: Phrase) -> Entity | None:
        """ "le parquet", "la préfecture": the one body whose name has that word."""
        if not self._definite(phrase) or phrase.end > phrase.head + 1:
            return None
        word = phrase.paragraph.doc[phrase.head].lower_
        fitting = [
            entity for entity in self._entities.values() if entity.type == "ORG" and word in entity.name.lower().split()[:2]
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _by_recency(self, phrase: Phrase, gender: str | None) -> Speaker | None:
        """ "le magistrat", "la jeune femme", "le groupe": who of that kind spoke last, else who was named last."""
        head = phrase.paragraph.doc[phrase.head]
        kinds = self._lexicon.noun_kinds(head.lower_)
        at = phrase.paragraph.start + phrase.paragraph.doc[phrase.start].idx
        if "document" in kinds and phrase.end == phrase.head + 1:
            return _speaker(self._last_heard("ORG", None), phrase)
        if not self._definite(phrase) or "Plur" in head.morph.get("Number", []):
            return None
        if "latter" in kinds:
            return _speaker(self._person_before(at, gender), phrase)
        demonstrative = phrase.paragraph.doc[phrase.start].lower_ in _DEMONSTRATIVE
        if (
            "person" in kinds
            or (demonstrative and not kinds)
            or (not kinds and head.pos_ == "NOUN" and phrase.end <= phrase.head + 2)
        ):
            return self._last_person(gender, phrase) or _speaker(self._person_before(at, gender), phrase)
        if "group" in kinds:
            return _speaker(self._last_heard("ORG", None) or self._most_named("ORG", at), phrase)
        return None

    def _last_person(self, gender: str | None, phrase: Phrase) -> Speaker | None:
        """The person who spoke last, named or not."""
        for heard in reversed(self._spoke):
            if (
                self._is_person(heard)
                and heard.speaker.entity not in self._here
                and (gender is None or heard.gender in (None, gender))
            ):
                return _speaker(self._entities[heard.speaker.entity or ""], phrase)
            if heard.speaker.name is None and heard.person and heard.number == "sing" and gender == heard.gender:
                return heard.speaker
        return None

    def _most_named(self, kind: str, at: int) -> Entity | None:
        """The entity of a type with most mentions, of those named before a place."""
        named = [entity for mention, entity in self._mentions if entity.type == kind and mention.start < at]
        return max(named, key=lambda entity: len(entity.mentions), default=None)

    def _last_heard(self, kind: str, gender: str | None) -> Entity | None:
        for heard in reversed(self._spoke):
            entity = self._entities.get(heard.speaker.entity or "")
            if (
                entity
                and entity.type == kind
                and entity.id not in self._here
                and (gender is None or self._gender.get(entity.id, gender) == gender)
            ):
                return entity
        return None

    def _definite(self, phrase: Phrase) -> bool:
        return phrase.start < phrase.head and phrase.paragraph.doc[phrase.start].lower_ in _DEFINITE

    def phrase(self, paragraph: Paragraph, head: Token) -> Phrase:
        """The noun phrase around its head: determiner and adjectives before; adjectives, names and complements behind."""
        doc, start, end = paragraph.doc, head.i, head.i + 1
        while start and doc[start - 1].pos_ in ("DET", "ADJ", "NUM"):
            start -= 1
            if doc[start].pos_ == "DET":
                break
        while end < len(doc) and self._continues(paragraph, end):
            end += 1
        while end - 1 > head.i and doc[end - 1].pos_ in ("DET", "ADP"):
            end -= 1
        return Phrase(paragraph=paragraph, start=start, head=head.i, end=end)

    def _continues(self, paragraph: Paragraph, at: int) -> bool:
        doc = paragraph.doc
        token = doc[at]
        pair = self.entity_at(paragraph, token)
        if pair and (paragraph.start + token.idx > pair[0].start or doc[at - 1].pos_ in ("NOUN", "ADJ", "PROPN", "X")):
            return True
        if token.lower_ in _OF or token.lower_ == "-":
            return True
        if token.pos_ == "DET":
            return doc[at - 1].lower_ in _OF
        if token.pos_ == "NOUN":
            return doc[at - 1].pos_ in ("ADP", "DET", "ADJ") and doc[at - 1].lower_ != "-"
        return token.pos_ in ("ADJ", "PROPN", "X")

    def _named(self, phrase: Phrase) -> Entity | None:
        """The entity that a phrase names: its head's, a person's in apposition, the author's of a document."""
        paragraph, doc = phrase.paragraph, phrase.paragraph.doc
        pair = self.entity_at(paragraph, doc[phrase.head])
        if pair:
            return pair[1]
        for k in range(phrase.head + 1, phrase.end):
            pair = self.entity_at(paragraph, doc[k])
            if pair and pair[1].type == "PER" and pair[0].start == paragraph.start + doc[k].idx and not _governed(doc[k - 1]):
                return pair[1]
        apposed = self._author(phrase) or self._apposed(phrase) or self._apposed_to(phrase)
        if apposed is None and phrase.head + 1 < phrase.end:
            pair = self.entity_at(paragraph, doc[phrase.head + 1])
            return pair[1] if pair and pair[1].type == "ORG" else None
        return apposed

    def _apposed(self, phrase: Phrase) -> Entity | None:
        """The person named further on: "le patron de Renault, Jean-Dominique Senard", "le secrétaire d'Etat auprès du
        ministre Laurent Nuñez", "le directeur de la Santé (DGS) Jérôme Salomon".
        """
        doc, comma = phrase.paragraph.doc, 0
        inside = False
        for k in range(phrase.end, min(phrase.end + _LONG_PHRASE, len(doc))):
            text, pos = doc[k].text, doc[k].pos_
            inside = text == "(" or (inside and text != ")")
            if inside or text == ")":
                continue
            pair = self.entity_at(phrase.paragraph, doc[k])
            if pair and pair[1].type == "PER" and doc[k - 1].pos_ not in ("ADP", "CCONJ"):
                return pair[1]
            if text == "," and not comma:
                comma = k
            elif pos in ("VERB", "AUX", "PUNCT", "SCONJ", "PRON") or (
                comma and not (pos == "DET" or self._lexicon.title(text) or self._is_role(doc[k]))
            ):
                return None
        return None

    def _apposed_to(self, phrase: Phrase) -> Entity | None:
        """The person before a comma: "Claire Martin, une élue du parti, qui juge"."""
        doc, start = phrase.paragraph.doc, phrase.start
        pair = self.entity_at(phrase.paragraph, doc[start - 2]) if start > 1 and doc[start - 1].text == "," else None
        return pair[1] if pair and pair[1].type == "PER" else None

    def _is_role(self, token: Token) -> bool:
        return "person" in self._lexicon.noun_kinds(token.lower_)

    def _author(self, phrase: Phrase) -> Entity | None:
        doc = phrase.paragraph.doc
        if "document" not in self._lexicon.noun_kinds(doc[phrase.head].lower_):
            return None
        for k in range(phrase.head + 1, min(phrase.head + 14, len(doc))):
            if doc[k].text in (",", '"', "."):
                return None
            pair = self.entity_at(phrase.paragraph, doc[k])
            if pair and pair[1].type in ("ORG", "PER"):
                return pair[1] if self._wrote(doc[k]) else None
        return None

    def _wrote(self, token: Token) -> bool:
        """Whether "de", "du" or "par" governs a name, and not the "à" of whom a document was sent to."""
        before = [token.doc[k].lower_ for k in range(max(0, token.i - 3), token.i)]
        return bool({*_OF, "par"} & set(before)) and not {"à", "au", "aux"} & set(before)

    def names(self, paragraph: Paragraph) -> list[int]:
        """Token → ordinal of the mention it belongs to, 0 for none."""
        out = [0] * len(paragraph.doc)
        k = bisect_right(self._starts, paragraph.start - 1)
        end = paragraph.start + len(paragraph.doc.text)
        while k < len(self._mentions) and self._starts[k] < end:
            mention = self._mentions[k][0]
            span = paragraph.doc.char_span(
                mention.start - paragraph.start, mention.end - paragraph.start, alignment_mode="expand"
            )
            k += 1
            if span is not None:
                out[span.start : span.end] = [k] * len(span)
        return out

    def _by_role(self, phrase: Phrase) -> Entity | None:
        doc = phrase.paragraph.doc
        if not self._definite(phrase):
            return None
        named = self._roles.get(doc[phrase.head].lower_, [])
        words = {doc[k].lower_ for k in range(phrase.start, phrase.end)}
        best = max((len(words & told) for _, told in named), default=0)
        fitting = {entity.id: entity for entity, told in named if len(words & told) == best}
        if len(fitting) <= 1:
            return next(iter(fitting.values()), None)
        heard = (self._entities[h.speaker.entity] for h in reversed(self._spoke) if h.speaker.entity in fitting)
        return next(heard, None)

    def _read(self, paragraph: Paragraph) -> None:
        """Learn roles and genders from what stands beside each person's mentions."""
        doc = paragraph.doc
        end = paragraph.start + len(doc.text)
        k = bisect_right(self._starts, paragraph.start - 1)
        while k < len(self._mentions) and self._starts[k] < end:
            mention, entity = self._mentions[k]
            k += 1
            span = doc.char_span(mention.start - paragraph.start, mention.end - paragraph.start, alignment_mode="expand")
            if span is not None and entity.type == "PER" and len(span):
                self._learn(doc[span.start], span.end, paragraph, entity)

    def _learn(self, first: Token, end: int, paragraph: Paragraph, entity: Entity) -> None:
        doc = paragraph.doc
        before = doc[first.i - 1] if first.i else None
        title = self._lexicon.title(before.text) if before is not None else None
        if title:
            if title[0] != "x":
                self._gender.setdefault(entity.id, title[0])
            return
        role = self._role_before(paragraph, first) or _role_behind(paragraph, end)
        if role is not None:
            phrase = self.phrase(paragraph, role)
            words = frozenset(doc[k].lower_ for k in range(phrase.start, phrase.end))
            self._add_role(role.lower_, entity, words)
            gender = self._gender_before(role)
            if gender:
                self._gender.setdefault(entity.id, gender)

    def _add_role(self, head: str, entity: Entity, words: frozenset[str]) -> None:
        self._roles.setdefault(head, []).append((entity, words))
        self._has_role.add(entity.id)
        self._role_words[entity.id, head] = max(len(words), self._role_words.get((entity.id, head), 0))

    def _role_before(self, paragraph: Paragraph, first: Token) -> Token | None:
        """The head of "le ministre français de la Défense" before a name; None where a comma or verb stands between."""
        doc, k, head = paragraph.doc, first.i - 1, None
        if k >= 0 and doc[k].pos_ not in ("NOUN", "ADJ", "PROPN", "X"):
            return None
        while k >= 0 and (doc[k].pos_ in _INSIDE or doc[k].lower_ in _OF or doc[k].lower_ in ("à", "aux", "au")):
            if doc[k].pos_ == "NOUN":
                head = doc[k]
            if doc[k].pos_ == "DET" and (k == 0 or doc[k - 1].pos_ != "ADP"):
                break
            k -= 1
        return head


def _speaker(entity: Entity | None, phrase: Phrase) -> Speaker | None:
    return Speaker(entity=entity.id, name=entity.name, text=phrase.text) if entity else None


def _role_behind(paragraph: Paragraph, end: int) -> Token | None:
    """The head of ", maire de Lyon" behind a name."""
    doc = paragraph.doc
    if end >= len(doc) or doc[end].text != ",":
        return None
    for k in range(end + 1, min(end + 4, len(doc))):
        if doc[k].pos_ == "NOUN":
            return doc[k] if doc[k].lower_ not in ("ans", "an") else None
        if doc[k].pos_ not in ("DET", "ADJ"):
            return None
    return None


def _governed(token: Token) -> bool:
    return bool(token.pos_ == "ADP" or token.pos_ == "DET")


def _first(values: list[str]) -> str | None:
    return {"Masc": "m", "Fem": "f"}.get(values[0]) if values else None


def _leads(token: Token) -> bool:
    """Whether a name is subject of a main clause, by itself or beside its role or form of address."""
    if token.dep_ in ("flat:name", "appos", "nmod"):
        token = token.head
    return token.dep_.startswith("nsubj") and token.head.dep_ == "ROOT"
