"""Reporting constructions of a paragraph: which words say that somebody speaks, and which words name the one who does.

Three kinds: a verb with its subject before it ("le maire a dit que"), a verb after what is told with its subject behind
("…, a dit le maire", "a-t-il dit"), and a preposition ("selon le maire", "de source policière"). Known trap of the
parser: behind a quotation it takes the subject for an object, an apposition of what stands before ("explique à l'AFP
Bernie Ter Braak") or a day; so a subject behind its verb is looked for word by word.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec
from spacy.tokens import Doc, Token

from stream.language.speech import SpeechEntry, SpeechLexicon

Order = Literal["before", "after", "preposition"]

SUBJECT = frozenset({"nsubj", "nsubj:pass", "nsubj:caus"})
_AUXILIARIES = frozenset(
    {"a", "ont", "avait", "avaient", "aurait", "auraient", "est", "sont", "était", "étaient", "ayant", "fait"}
)
_CLOSING = frozenset({",", '"', "»", "”"})
_REFLEXIVE = frozenset({"s'", "s’", "se"})
_BEFORE_VERB = frozenset({"s'", "s’", "se", "l'", "l’", "le", "la", "lui", "leur", "y", "en", "ne", "n'", "n’"})
"""Clitics, in the order-free way they stand between subject and verb."""
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "X", "NUM"})
_BREAKS = frozenset({".", "?", "!", ";", ":", '"', "«", "»", "“", "”"})
_PARTICIPLES = ("é", "ée", "és", "ées")
_NOT_FINITE = ("ant", "er", "ir", "dre", *_PARTICIPLES)
"""Endings of present participles, infinitives and regular past participles."""
_RELATIVES = frozenset({"qui", "lequel", "laquelle"})
_PRONOUN = 3
"""Longer pronouns may name a speaker ("certains", "plusieurs"); "se", "en", "on", "-t" do not."""
_REACH = 9
_VERBAL = frozenset({"VERB", "AUX", "X"})
_CLAUSE = frozenset({"qui", "que", "qu'", "qu’"})
_SPEAKING = frozenset({"person", "body", "group", "source", "document"})
_APPOSED = frozenset({"person", "body", "group"})
"""Kinds of nouns that a name may follow as one phrase ("le ministre Jean Castex")."""
_LOOK_BACK = 7
"""Tokens of a verb group: "ne s'est pas non plus en effet"."""
_LOOK_AHEAD = 30
"""Tokens between a verb and a subject behind it: "a dit mardi à l'AFP lors d'une visite dans … M. X"."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One reporting construction; all positions are token indices of the paragraph."""

    cue: tuple[int, int]
    """First and last token (inclusive) of the verb group or preposition."""
    verb: int | None
    order: Order
    kind: str
    """The lexicon entry's."""
    constructions: frozenset[str]
    source: int | None
    """Head of the noun phrase, or pronoun, that names who speaks; None where the clause has none."""


def find_reports(
    doc: Doc, lexicon: SpeechLexicon, *, quoted: Sequence[bool], skip: Sequence[bool], names: Sequence[int]
) -> list[Report]:
    """All reporting constructions outside quotations, in order.

    Args:
        doc: the parsed paragraph.
        lexicon: the language's words of speech.
        quoted: token → stands inside a quotation.
        skip: token → part of an expression of time, never a speaker.
        names: token → ordinal of the entity mention it belongs to, 0 for none.
    """
    words = [token.lower_ for token in doc]
    finder = _Finder(doc, words, lexicon, quoted, skip, names)
    found: list[Report] = []
    for at, word in enumerate(words):
        if quoted[at]:
            continue
        entry = lexicon.verb(word) or (UNKNOWN_VERB if finder.follows_quotation(at) else None)
        if entry and finder.is_verb(at):
            report = finder.verb_report(doc[at], entry, found)
            if report:
                found.append(report)
        elif hit := lexicon.preposition(words, at):
            report = finder.preposition_report(at, *hit)
            if report:
                found.append(report)
    return found


UNKNOWN_VERB = SpeechEntry(lemma="", part="verb", kind="say", constructions=frozenset({"quote"}))
"""Any verb with its subject right behind a quotation reports it: "…", balaie le maire."""


class _Finder:
    """Looks around one word of a paragraph."""

    def __init__(
        self,
        doc: Doc,
        words: list[str],
        lexicon: SpeechLexicon,
        quoted: Sequence[bool],
        skip: Sequence[bool],
        names: Sequence[int],
    ) -> None:
        self.doc, self.words, self.lexicon = doc, words, lexicon
        self.quoted, self.skip, self.names = quoted, skip, names

    def follows_quotation(self, at: int) -> bool:
        """Whether a finite verb stands right behind a quotation, before a noun phrase or with its auxiliary."""
        if (
            at < 2
            or at + 1 >= len(self.words)
            or not any(self.quoted[max(0, at - _REACH) : at])
            or self.doc[at].pos_ not in _VERBAL
        ):
            return False
        if self.words[at] in _AUXILIARIES:
            return False
        first, last, clitic = self._group(self.doc[at])
        if self.words[first - 1] not in _CLOSING or (first == at and self.words[first - 1] != ","):
            return False
        mark = first - 1 if self.words[first - 1] != "," else first - 2
        if mark < 1 or not self.quoted[mark - 1] or self.quoted[mark] or not self._finite(self.doc[at], first):
            return False
        return clitic is not None or first < at or self.doc[last + 1].pos_ in ("DET", "PROPN", "NOUN")

    def is_verb(self, at: int) -> bool:
        """Whether a word with a verb's form is one here: tagged so, or by what stands beside it (a mark, a clitic, an auxiliary)."""
        token = self.doc[at]
        if token.pos_ in ("VERB", "AUX"):
            return True
        after = self.words[at + 1] if at + 1 < len(self.words) else ""
        before = self.words[at - 1] if at else ""
        if (
            after == "-t"
            or (self.lexicon.pronoun(after) and after.startswith("-"))
            or before in _REFLEXIVE
            or before in _AUXILIARIES
        ):
            return True
        return before in _CLOSING and token.pos_ != "PROPN"

    def verb_report(self, verb: Token, entry: SpeechEntry, before: Sequence[Report]) -> Report | None:
        """The report around a verb; None for a passive whose speaker is not told. `before` are the reports found so far."""
        first, last, clitic = self._group(verb)
        if first == verb.i and clitic is None and self.words[first].endswith(_PARTICIPLES) and not _has_auxiliary(verb):
            return None
        outer = verb.head
        if clitic is None and verb.dep_ == "xcomp" and outer.i < first and first - outer.i <= _LOOK_BACK and outer.pos_ == "VERB":
            opening, _, clitic = self._group(outer)
            if self._mark_before(opening):
                first = opening
        if _passive(verb) and clitic is None:
            agent = next((child for child in verb.children if child.dep_ == "obl:agent"), None)
            source, order = (agent.i if agent else None), "before"
            if source is None:
                return None
        elif clitic is not None and self.words[clitic] == "-on":
            source, order = self._heard_from(last), "after"
        elif clitic is not None:
            source, order = clitic, ("after" if self._mark_before(first) else "before")
        elif (told := self._participle_source(verb, before)) is not None:
            source, order = told, "before"
        else:
            source, order = self._subject(verb, first, last, entry)
        return Report(
            cue=(first, last),
            verb=verb.i,
            order="after" if order == "after" else "before",
            kind=entry.kind,
            constructions=entry.constructions,
            source=source,
        )

    def _participle_source(self, verb: Token, before: Sequence[Report]) -> int | None:
        """Whoever speaks in the sentence so far, for a participle that goes on (", ajoutant que"; "en ajoutant")."""
        at = verb.i
        if not self._is_gerund(at):
            return None
        for report in reversed(before):
            if any(self.words[k] in (".", "?", "!") and not self.quoted[k] for k in range(report.cue[1], at)):
                return None
            if report.source is not None and report.verb is not None:
                return report.source
        return None

    def _is_gerund(self, at: int) -> bool:
        return at > 0 and self.words[at].endswith("ant") and self.words[at - 1] in (",", "en", "tout")

    def preposition_report(self, at: int, end: int, entry: SpeechEntry) -> Report | None:
        """The report that a preposition opens; None where no noun follows or the lexicon's word only links sources."""
        if entry.kind in ("via", "to", "on"):
            return None
        source = end - 1 if entry.kind == "bare" else self._noun_after(end)
        if source is None or (entry.kind == "opinion" and not self._opines(at, source)):
            return None
        return Report(
            cue=(at, end - 1), verb=None, order="preposition", kind=entry.kind, constructions=frozenset(), source=source
        )

    def _noun_after(self, at: int) -> int | None:
        for k in range(at, min(at + 6, len(self.doc))):
            if self.words[k] in _BREAKS or self.words[k] == ",":
                return None
            if self.doc[k].pos_ in _NOMINAL and not (
                self.doc[k].pos_ == "NUM" and k + 1 < len(self.doc) and self.doc[k + 1].pos_ == "NOUN"
            ):
                return k
        return None

    def _heard_from(self, last: int) -> int | None:
        """ "a-t-on appris auprès du parquet", "a-t-on indiqué de source policière": who told "on"."""
        for k in range(last + 1, min(last + _REACH, len(self.words))):
            hit = self.lexicon.preposition(self.words, k)
            if hit and hit[1].kind in ("on", "bare"):
                return hit[0] - 1 if hit[1].kind == "bare" else self._noun_after(hit[0])
        return None

    def _opines(self, at: int, source: int) -> bool:
        """Whether "pour X" gives an opinion: it opens a clause and a name follows at once."""
        opens = at == 0 or self.words[at - 1] in (",", ".", '"', "»")
        return opens and self.names[source] > 0

    def _group(self, verb: Token) -> tuple[int, int, int | None]:
        """First and last token of the verb with its auxiliaries and clitics, and the clitic subject if there is one."""
        auxiliaries = [c.i for c in verb.children if c.dep_.startswith("aux") and verb.i - _LOOK_BACK <= c.i < verb.i]
        first = verb.i
        for k in range(verb.i - 1, max(-1, verb.i - _LOOK_BACK), -1):
            if self.words[k] in _AUXILIARIES or self._is_clitic(k):
                first = k
            elif self.doc[k].pos_ != "ADV" and self.doc[k].dep_ != "advmod":
                break
        first = min([first, *auxiliaries])
        clitics = [k for k in range(first + 1, verb.i) if self._is_clitic_subject(k)]
        last = verb.i
        while last + 1 < len(self.words) and last < verb.i + 2 and self._is_clitic(last + 1):
            last += 1
            if self._is_clitic_subject(last):
                clitics.append(last)
        while first and self.words[first - 1] in _BEFORE_VERB:
            first -= 1
        return first, last, clitics[-1] if clitics else None

    def _is_clitic(self, at: int) -> bool:
        return self.words[at] == "-t" or self._is_clitic_subject(at)

    def _is_clitic_subject(self, at: int) -> bool:
        return self.words[at].startswith("-") and self.lexicon.pronoun(self.words[at]) is not None

    def _mark_before(self, first: int) -> bool:
        return first > 0 and self.words[first - 1] in (",", '"', "»", "”", "-", "–", "—", "+")

    def _subject(self, verb: Token, first: int, last: int, entry: SpeechEntry) -> tuple[int | None, str]:
        subject = self._parsed_subject(verb)
        if subject is not None and subject < first and not self._inverts(subject, verb, first, last, entry):
            return subject, "before"
        if self._mark_before(first) and self._finite(verb, first):
            behind = self._subject_behind(last)
            if behind is not None:
                return behind, "after"
        if subject is not None:
            return subject, "after" if self._mark_before(first) else "before"
        inherited = self._inherited(verb)
        if inherited is None and (self._is_gerund(verb.i) or self._finite(verb, first)):
            inherited = self._clause_opener(first)
        return inherited, "before"

    def _clause_opener(self, first: int) -> int | None:
        """The first noun of the clause that no preposition governs, where the parser found no subject."""
        start = first
        while start and not (self.words[start - 1] in _BREAKS and not self.quoted[start - 1]):
            start -= 1
        for k in range(start, first):
            pair = self.doc[k].pos_ in _NOMINAL and not self.quoted[k] and not self._is_time(k)
            if (
                pair
                and not self._governed(k)
                and self._may_speak(self.doc[k])
                and (self.doc[k].pos_ != "NOUN" or self._is_phrase(k))
            ):
                return k
        return None

    def _inverts(self, subject: int, verb: Token, first: int, last: int, entry: SpeechEntry) -> bool:
        """Whether the verb has its subject behind although the parser found one before ("…" aux jeunes, témoigne Anne Martin)."""
        if not self._mark_before(first) or not self._finite(verb, first):
            return False
        behind = self._subject_behind(last)
        if behind is None or not self._plausible(behind):
            return False
        return "obj" not in entry.constructions or not self._plausible(subject)

    def _plausible(self, at: int) -> bool:
        """Whether a noun is a name or means somebody who can speak."""
        if self.names[at] or self.lexicon.title(self.doc[at].text):
            return True
        return bool(self.lexicon.noun_kinds(self.words[at]) & _SPEAKING)

    def _finite(self, verb: Token, first: int) -> bool:
        """Whether a form can have a subject behind it. By the form: the tagger takes "lance" or "décrit" for participles."""
        if (first < verb.i and _has_auxiliary(verb)) or verb.dep_ == "xcomp":
            return True
        return not self.words[verb.i].endswith(_NOT_FINITE)

    def _parsed_subject(self, verb: Token) -> int | None:
        for child in verb.children:
            if (
                child.dep_ in SUBJECT
                and not self.quoted[child.i]
                and self._may_speak(child)
                and not self._after_preposition(child.i)
            ):
                if child.lower_ in _RELATIVES and verb.dep_.startswith("acl") and verb.head.pos_ in ("NOUN", "PROPN"):
                    named = child.i > 1 and self.words[child.i - 1] == "," and self.names[child.i - 2] > 0
                    return int(child.i - 2 if named else verb.head.i)
                if child.lower_ in _RELATIVES:
                    return self._antecedent(child.i)
                return int(child.i)
        return None

    def _is_time(self, at: int) -> bool:
        return self.skip[at] or "time" in self.lexicon.noun_kinds(self.words[at])

    def _antecedent(self, at: int) -> int | None:
        """The nearest noun before a relative pronoun that no preposition governs, else the nearest."""
        if at > 1 and self.words[at - 1] == "," and self.names[at - 2]:
            return at - 2
        nouns = [
            k
            for k in range(at - 1, max(-1, at - _LOOK_AHEAD), -1)
            if self.doc[k].pos_ in ("NOUN", "PROPN") and not self.quoted[k]
        ]
        return next((k for k in nouns if not self._governed(k)), nouns[0] if nouns else None)

    def _may_follow(self, token: Token) -> bool:
        """Whether a pronoun can be a subject behind its verb: "celui qui dirige", and not "lui" ("a estimé lui aussi")."""
        return token.pos_ != "PRON" or (
            len(token) > _PRONOUN and (self.lexicon.pronoun(token.lower_) is None or token.lower_.startswith("ce"))
        )

    def _after_preposition(self, at: int) -> bool:
        return at > 0 and self.doc[at - 1].pos_ == "ADP"

    def _may_speak(self, token: Token) -> bool:
        """Not a reflexive or indefinite pronoun, which the parser takes for subjects too."""
        return (
            token.pos_ != "PRON"
            or token.lower_ in _RELATIVES
            or self.lexicon.pronoun(token.lower_) is not None
            or len(token) > _PRONOUN
        )

    def _subject_behind(self, last: int) -> int | None:
        """The first noun behind the verb that no preposition governs and that is no time."""
        for k in range(last + 1, min(last + _LOOK_AHEAD, len(self.doc))):
            word, token = self.words[k], self.doc[k]
            if (
                word in _BREAKS
                or word in _CLAUSE
                or self.quoted[k]
                or (token.pos_ in ("VERB", "AUX") and not word.endswith(_PARTICIPLES))
            ):
                return None
            if (
                (token.pos_ in _NOMINAL or self.names[k])
                and self._may_follow(token)
                and not self._is_time(k)
                and not self._governed(k)
                and (token.pos_ != "NOUN" or self._is_phrase(k))
            ):
                return k
        return None

    def _governed(self, at: int) -> bool:
        """Whether a preposition stands before the noun phrase that ends at a noun."""
        k = at - 1
        if k >= 0 and self._begins_phrase(at, k):
            return False
        if k >= 0 and self.words[k] == "des" and self.doc[k - 1].pos_ in ("VERB", "AUX"):
            return False
        while k >= 0 and self.doc[k].pos_ in ("DET", "ADJ", "NUM"):
            k -= 1
        if k > 0 and self.doc[k].pos_ == "CCONJ":
            return self._governed(k)
        if k < 0 or self.doc[k].pos_ == "ADP":
            return k >= 0
        return self.doc[k].pos_ in ("NOUN", "PROPN", "X") and k == at - 1 and self._governed(k)

    def _begins_phrase(self, at: int, before: int) -> bool:
        """Whether a name or form of address is another phrase than the noun before it: "à l'AFP | Marie X", "à la presse | M. X"."""
        if self.lexicon.title(self.doc[at].text):
            return self.doc[before].pos_ in ("NOUN", "PROPN", "X")
        if not self.names[at] or self.names[at] == self.names[before]:
            return False
        if self.names[before] or self.doc[before].pos_ in ("PROPN", "X") or self._is_time(before):
            return True
        return self.doc[before].pos_ == "NOUN" and not self.lexicon.noun_kinds(self.words[before]) & _APPOSED

    def _is_phrase(self, at: int) -> bool:
        """A common noun needs a determiner or adjective before it, or a capital ("M.")."""
        return (at > 0 and self.doc[at - 1].pos_ in ("DET", "ADJ", "NUM")) or self.doc[at].text[0].isupper()

    def _inherited(self, verb: Token) -> int | None:
        """The subject of the clause that a participle, an infinitive or a coordinated verb hangs on."""
        node, participle = verb, self._is_gerund(verb.i)
        for _ in range(4):
            if (
                not participle
                and node.dep_.startswith("acl")
                and node.head.pos_ in ("NOUN", "PROPN")
                and not self.quoted[node.head.i]
            ):
                return int(node.head.i)
            if node.dep_ == "ROOT" or node.head is node:
                return None
            node = node.head
            subject = self._parsed_subject(node)
            if subject is None:
                subject = self._clitic_of(node)
            if subject is not None:
                return subject
        return None

    def _clitic_of(self, verb: Token) -> int | None:
        if verb.pos_ not in ("VERB", "AUX", "ADJ"):
            return None
        first, last, clitic = self._group(verb)
        if clitic is None and self._mark_before(first) and self._finite(verb, first):
            return self._subject_behind(last)
        return clitic


def _passive(verb: Token) -> bool:
    return any(child.dep_ == "aux:pass" for child in verb.children) and not any(
        child.dep_.startswith("expl") for child in verb.children
    )


def _has_auxiliary(verb: Token) -> bool:
    before = verb.doc[verb.i - 1].lower_ if verb.i else ""
    return before in _AUXILIARIES or any(child.dep_.startswith("aux") for child in verb.children)
