"""What a story tells of its people by the way: their roles ("le ministre français Jean-Yves Le Drian") and their gender."""

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from stream.analysis.annotations import Paragraph
from stream.analysis.findings import Entity
from stream.analysis.naming import Mentions, Naming
from stream.language.speech import SpeechLexicon

_INSIDE = frozenset({"ADJ", "NOUN", "PROPN", "X", "NUM", "DET"})
_NAMING = frozenset({"NOUN", "ADJ", "PROPN", "X"})
_GENDERS = {"Masc": "m", "Fem": "f"}
_REACH = 4
"""Tokens between a noun and its determiner, or a comma and a role behind it."""


class Known:
    """Roles and genders of one story's people."""

    def __init__(
        self,
        paragraphs: Sequence[Paragraph],
        entities: Sequence[Entity],
        mentions: Mentions,
        naming: Naming,
        lexicon: SpeechLexicon,
    ) -> None:
        self._lexicon, self._naming = lexicon, naming
        self._roles: dict[str, list[tuple[Entity, frozenset[str]]]] = {}
        self.genders: dict[str, str] = {}
        """Entity → `m` or `f`."""
        for entity in entities:
            gender = lexicon.name_gender(entity.name) if entity.type == "PER" else None
            if gender:
                self.genders[entity.id] = gender
            if entity.role:
                words = entity.role.lower().split()
                self._roles.setdefault(words[0], []).append((entity, frozenset(words)))
        for paragraph in paragraphs:
            for tokens, _, entity in mentions.of(paragraph):
                if entity.type == "PER":
                    self._learn(paragraph, tokens.start, tokens.stop, entity)

    def with_role(self, noun: str) -> list[tuple[Entity, frozenset[str]]]:
        """Who holds a post, with the words that tell it."""
        return self._roles.get(noun, [])

    def role_fit(self, entity: Entity, noun: str) -> str:
        """Whether a noun is the head of a role of an entity: `same`, `other` (it has another role) or `none` (it has none)."""
        if any(known.id == entity.id for known, _ in self.with_role(noun)):
            return "same"
        others = any(known.id == entity.id for roles in self._roles.values() for known, _ in roles)
        return "other" if others else "none"

    def gender_shown(self, noun: Token) -> str | None:
        """The gender that a determiner or form of address shows; nouns like "ministre" have the one of who holds the post."""
        title = self._lexicon.title(noun.text)
        if title:
            return title[0] if title[0] in _GENDERS.values() else None
        for k in range(noun.i - 1, max(-1, noun.i - _REACH), -1):
            if noun.doc[k].pos_ == "DET":
                genders = noun.doc[k].morph.get("Gender", [])
                return _GENDERS.get(genders[0]) if genders else None
            if noun.doc[k].pos_ != "ADJ":
                return None
        return None

    def _learn(self, paragraph: Paragraph, first: int, end: int, entity: Entity) -> None:
        doc = paragraph.doc
        title = self._lexicon.title(doc[first - 1].text) if first else None
        if title:
            if title[0] in _GENDERS.values():
                self.genders.setdefault(entity.id, title[0])
            return
        role = self._role_before(doc, first) or self._role_behind(doc, end)
        if role is None:
            return
        phrase = self._naming.phrase(paragraph, role)
        words = frozenset(token.lower_ for token in doc[phrase.start : phrase.end])
        self._roles.setdefault(role.lower_, []).append((entity, words))
        gender = self.gender_shown(role)
        if gender:
            self.genders.setdefault(entity.id, gender)

    def _role_before(self, doc: Doc, first: int) -> Token | None:
        """The head of "le ministre français de la Défense" before a name; None where a comma or verb stands between."""
        k, head = first - 1, None
        if k >= 0 and doc[k].pos_ not in _NAMING:
            return None
        linking = self._lexicon.grammar.of | self._lexicon.grammar.to
        while k >= 0 and (doc[k].pos_ in _INSIDE or doc[k].lower_ in linking):
            if doc[k].pos_ == "NOUN":
                head = doc[k]
            if doc[k].pos_ == "DET" and (k == 0 or doc[k - 1].pos_ != "ADP"):
                break
            k -= 1
        return head

    def _role_behind(self, doc: Doc, end: int) -> Token | None:
        """The head of ", maire de Lyon" behind a name."""
        if end >= len(doc) or doc[end].text != ",":
            return None
        for k in range(end + 1, min(end + _REACH, len(doc))):
            if doc[k].pos_ == "NOUN":
                return doc[k] if doc[k].lower_ not in self._lexicon.grammar.age else None
            if doc[k].pos_ not in ("DET", "ADJ"):
                return None
        return None
