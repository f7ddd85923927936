"""Whose words a verb of speech tells: its subject, wherever it stands.

Known trap of the parser: behind a quotation it takes the subject for an object, for an apposition of what stands before
("explique à l'AFP Bernie Ter Braak") or for a day; so a subject behind its verb is looked for word by word.
"""

import msgspec
from spacy.tokens import Token

from stream.analysis.wording import BREAKS, NOMINAL, Wording
from stream.language.speech import SpeechEntry

SUBJECT = frozenset({"nsubj", "nsubj:pass", "nsubj:caus"})
LOOK_BACK = 7
"""Tokens of a verb group: "ne s'est pas non plus en effet"."""
_LOOK_AHEAD = 30
"""Tokens between a verb and a subject behind it: "a dit mardi à l'AFP lors d'une visite dans … M. X"."""
_CLIMB = 4
"""Governors looked at for a subject that a participle or infinitive shares."""


class Group(msgspec.Struct, frozen=True):
    """A verb with its auxiliaries and clitics; token indices, the last inclusive."""

    first: int
    last: int
    clitic: int | None
    """The subject of an inversion."""


def verb_group(words: Wording, verb: Token) -> Group:
    """The group of a verb."""
    auxiliaries = [c.i for c in verb.children if c.dep_.startswith("aux") and verb.i - LOOK_BACK <= c.i < verb.i]
    first = verb.i
    for k in range(verb.i - 1, max(-1, verb.i - LOOK_BACK), -1):
        if words.words[k] in words.grammar.auxiliary or _is_hyphened(words, k):
            first = k
        elif words.pos[k] != "ADV" and words.doc[k].dep_ != "advmod":
            break
    first = min([first, *auxiliaries])
    last = verb.i
    while last + 1 < len(words) and last < verb.i + 2 and _is_hyphened(words, last + 1):
        last += 1
    clitics = [k for k in range(first + 1, last + 1) if words.is_clitic_subject(k)]
    while first and words.words[first - 1] in words.grammar.clitic and not words.words[first - 1].startswith("-"):
        first -= 1
    return Group(first, last, clitics[-1] if clitics else None)


def _is_hyphened(words: Wording, at: int) -> bool:
    hyphen = words.words[at].startswith("-")
    return hyphen and (words.words[at] in words.grammar.clitic or words.is_clitic_subject(at))


def is_finite(words: Wording, verb: Token, first: int) -> bool:
    """Whether a form can have a subject behind it. By the form: the tagger takes "lance" or "décrit" for participles."""
    if (first < verb.i and has_auxiliary(words, verb)) or verb.dep_ == "xcomp":
        return True
    return not words.words[verb.i].endswith(words.not_finite)


def has_auxiliary(words: Wording, verb: Token) -> bool:
    """Whether an auxiliary stands before a participle."""
    before = words.words[verb.i - 1] if verb.i else ""
    return before in words.grammar.auxiliary or any(child.dep_.startswith("aux") for child in verb.children)


def find_subject(words: Wording, verb: Token, group: Group, entry: SpeechEntry) -> tuple[int | None, bool]:
    """The head of a verb's subject, or None, and whether it stands behind the verb."""
    inverted = words.follows_mark(group.first)
    subject = parsed_subject(words, verb)
    if subject is not None and subject < group.first and not _inverts(words, subject, verb, group, entry):
        return subject, False
    if inverted and is_finite(words, verb, group.first):
        behind = subject_behind(words, group.last)
        if behind is not None:
            return behind, True
    if subject is not None:
        return subject, inverted
    shared = _shared_subject(words, verb)
    if shared is None and (words.is_gerund(verb.i) or is_finite(words, verb, group.first)):
        shared = _clause_opener(words, group.first)
    return shared, False


def _inverts(words: Wording, subject: int, verb: Token, group: Group, entry: SpeechEntry) -> bool:
    """Whether the subject stands behind although the parser found one before ("…" aux jeunes, témoigne Anne Martin)."""
    if not words.follows_mark(group.first) or not is_finite(words, verb, group.first):
        return False
    behind = subject_behind(words, group.last)
    if behind is None or not words.is_plausible(behind):
        return False
    return "obj" not in entry.constructions or not words.is_plausible(subject)


def parsed_subject(words: Wording, verb: Token) -> int | None:
    """The subject that the parser found, the antecedent in place of a relative pronoun."""
    for child in verb.children:
        k = child.i
        if child.dep_ not in SUBJECT or words.quoted[k] or not words.may_be_subject(k) or (k and words.pos[k - 1] == "ADP"):
            continue
        if words.words[k] not in words.grammar.relative:
            return int(k)
        head = verb.head.i if verb.dep_.startswith("acl") and verb.head.pos_ in ("NOUN", "PROPN") else None
        return _antecedent(words, k, head)
    return None


def _antecedent(words: Wording, at: int, head: int | None) -> int | None:
    """A name right before ", qui", else what the parser says, else the nearest noun that no preposition governs."""
    if at > 1 and words.words[at - 1] == "," and words.names[at - 2]:
        return at - 2
    if head is not None:
        return head
    before = range(at - 1, max(-1, at - _LOOK_AHEAD), -1)
    nouns = [k for k in before if words.pos[k] in ("NOUN", "PROPN") and not words.quoted[k]]
    return next((k for k in nouns if not words.is_governed(k)), nouns[0] if nouns else None)


def subject_behind(words: Wording, last: int) -> int | None:
    """The first noun behind a verb that no preposition governs and that is no time."""
    for k in range(last + 1, min(last + _LOOK_AHEAD, len(words))):
        word = words.words[k]
        verbal = words.pos[k] in ("VERB", "AUX") and not word.endswith(words.endings)
        if word in BREAKS or word in words.grammar.that or word in words.grammar.relative or words.quoted[k] or verbal:
            return None
        if (words.pos[k] in NOMINAL or words.names[k]) and words.may_follow_verb(k) and _names_somebody(words, k):
            return k
    return None


def _names_somebody(words: Wording, at: int) -> bool:
    return not words.is_time(at) and not words.is_governed(at) and words.is_phrase(at)


def _clause_opener(words: Wording, first: int) -> int | None:
    """The first noun of the clause that no preposition governs, where the parser found no subject."""
    start = first
    while start and (words.words[start - 1] not in BREAKS or words.quoted[start - 1]):
        start -= 1
    for k in range(start, first):
        if words.pos[k] in NOMINAL and not words.quoted[k] and words.may_be_subject(k) and _names_somebody(words, k):
            return k
    return None


def _shared_subject(words: Wording, verb: Token) -> int | None:
    """The subject of the clause that a participle, an infinitive or a coordinated verb hangs on."""
    node, gerund = verb, words.is_gerund(verb.i)
    for _ in range(_CLIMB):
        if not gerund and node.dep_.startswith("acl") and node.head.pos_ in ("NOUN", "PROPN") and not words.quoted[node.head.i]:
            return int(node.head.i)
        if node.dep_ == "ROOT" or node.head is node:
            return None
        node = node.head
        subject = parsed_subject(words, node)
        if subject is None and node.pos_ in ("VERB", "AUX", "ADJ"):
            subject = _inverted_subject(words, node)
        if subject is not None:
            return subject
    return None


def _inverted_subject(words: Wording, verb: Token) -> int | None:
    group = verb_group(words, verb)
    if group.clitic is None and words.follows_mark(group.first) and is_finite(words, verb, group.first):
        return subject_behind(words, group.last)
    return group.clitic
