"""A paragraph's words as the steps on speech see them: forms, tags, what is quoted, named, a time, behind a preposition."""

from collections.abc import Sequence

from spacy.tokens import Doc

from stream.language.speech import SpeechLexicon
from stream.language.words import words_of

BREAKS = frozenset({".", "?", "!", ";", ":", '"', "«", "»", "“", "”"})
"""Marks that no noun phrase and no clause crosses."""
CLOSING = frozenset({'"', "»", "”"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "X", "NUM"})
_NAMING = frozenset({"NOUN", "PROPN", "X"})
_BEFORE_NOUN = frozenset({"DET", "ADJ", "NUM"})
_BEFORE_VERB = CLOSING | {",", "-", "–", "—", "+"}
SPEAKING = frozenset({"person", "body", "group", "latter", "source", "document"})
"""Kinds of nouns that can stand for who speaks."""
_APPOSED = frozenset({"person", "body", "group"})
"""Kinds of nouns that a name may follow as one phrase ("le ministre Jean Castex")."""
_SHORT = 3
"""Longer pronouns may name a speaker ("certains", "plusieurs"); "se", "en", "on", "-t" do not."""


class Wording:
    """One paragraph. Positions are token indices."""

    def __init__(
        self, doc: Doc, lexicon: SpeechLexicon, *, quoted: Sequence[bool], times: Sequence[bool], names: Sequence[int]
    ) -> None:
        """Look at a paragraph.

        Args:
            doc: the parsed paragraph.
            lexicon: the language's words of speech.
            quoted: token → stands inside a quotation.
            times: token → part of an expression of time, never a speaker.
            names: token → ordinal of the entity mention it belongs to, 0 for none.
        """
        self.doc, self.lexicon, self.grammar = doc, lexicon, lexicon.grammar
        self.quoted, self.times, self.names = quoted, times, names
        read = words_of(doc)
        self.words, self.pos, self.texts = read.forms, read.pos, read.texts
        self.endings = tuple(self.grammar.participle_ending)
        self.not_finite = (*self.endings, *self.grammar.gerund_ending, *self.grammar.infinitive_ending)

    def __len__(self) -> int:
        return len(self.words)

    def is_time(self, at: int) -> bool:
        """Whether a word belongs to a time or is a noun of time."""
        return self.times[at] or "time" in self.lexicon.noun_kinds(self.words[at])

    def is_plausible(self, at: int) -> bool:
        """Whether a noun is a name or means somebody who can speak."""
        if self.names[at] or self.lexicon.title(self.texts[at]):
            return True
        return bool(self.lexicon.noun_kinds(self.words[at]) & SPEAKING)

    def is_clitic_subject(self, at: int) -> bool:
        """Whether a word is the subject of an inversion ("dit-il")."""
        return self.words[at].startswith("-") and self.lexicon.pronoun(self.words[at]) is not None

    def is_gerund(self, at: int) -> bool:
        """Whether a present participle goes on with its sentence's subject (", ajoutant"; "en ajoutant")."""
        if not at or not self.words[at].endswith(tuple(self.grammar.gerund_ending)):
            return False
        return self.words[at - 1] == "," or self.words[at - 1] in self.grammar.gerund

    def follows_mark(self, at: int) -> bool:
        """Whether a comma, a dash or a closing mark stands before a word."""
        return at > 0 and self.words[at - 1] in _BEFORE_VERB

    def may_be_subject(self, at: int) -> bool:
        """Whether a pronoun can name a speaker before its verb: not a reflexive or indefinite one, which the parser takes too."""
        if self.pos[at] != "PRON" or self.words[at] in self.grammar.relative:
            return True
        return self.lexicon.pronoun(self.words[at]) is not None or len(self.words[at]) > _SHORT

    def may_follow_verb(self, at: int) -> bool:
        """Whether a pronoun can be a subject behind its verb: "celui qui dirige", and not "lui" ("a estimé lui aussi")."""
        if self.pos[at] != "PRON":
            return True
        demonstrative = self.words[at].startswith(tuple(self.grammar.demonstrative))
        return len(self.words[at]) > _SHORT and (demonstrative or self.lexicon.pronoun(self.words[at]) is None)

    def is_phrase(self, at: int) -> bool:
        """Whether a noun has a determiner or adjective before it or a capital ("M."): bare common nouns name nobody."""
        if self.pos[at] != "NOUN" or self.texts[at][0].isupper():
            return True
        return at > 0 and self.pos[at - 1] in _BEFORE_NOUN

    def is_governed(self, at: int) -> bool:
        """Whether a preposition stands before the noun phrase that ends at a noun."""
        k = at - 1
        if k >= 0 and (self._begins_phrase(at, k) or (self.words[k] == "des" and k and self.pos[k - 1] in ("VERB", "AUX"))):
            return False
        while k >= 0 and self.pos[k] in _BEFORE_NOUN:
            k -= 1
        if k < 0:
            return False
        if self.pos[k] == "CCONJ":
            return self.is_governed(k)
        return self.pos[k] == "ADP" or (self.pos[k] in _NAMING and k == at - 1 and self.is_governed(k))

    def _begins_phrase(self, at: int, before: int) -> bool:
        """Whether a name or form of address is another phrase than the noun before it ("à l'AFP | Marie X")."""
        if self.lexicon.title(self.texts[at]):
            return self.pos[before] in _NAMING
        if not self.names[at] or self.names[at] == self.names[before]:
            return False
        if self.names[before] or self.pos[before] in ("PROPN", "X") or self.is_time(before):
            return True
        return self.pos[before] == "NOUN" and not self.lexicon.noun_kinds(self.words[before]) & _APPOSED
