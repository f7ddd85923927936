"""Reporting constructions of a paragraph: which words say that somebody speaks, and which words name the one who does.

Three kinds: a verb with its subject before it ("le maire a dit que"), a verb after what is told with its subject behind
("…, a dit le maire", "a-t-il dit"), and a preposition ("selon le maire", "de source policière").
"""

from collections.abc import Sequence
from typing import Literal

import msgspec
from spacy.tokens import Token

from stream.analysis.subjects import LOOK_BACK, Group, find_subject, has_auxiliary, is_finite, verb_group
from stream.analysis.wording import BREAKS, CLOSING, NOMINAL, Wording
from stream.language.speech import SpeechEntry

Order = Literal["before", "after", "preposition"]

UNKNOWN_VERB = SpeechEntry(lemma="", part="verb", kind="say", constructions=frozenset({"quote"}))
"""Any verb with its subject right behind a quotation reports it: "…", balaie le maire."""
_LINKS = frozenset({"via", "to", "on"})
"""Kinds of prepositions that name no source by themselves."""
_REACH = 9
"""Tokens between a quotation and its verb, or between "a-t-on appris" and who told it."""
_PHRASE = 6
"""Tokens between "selon" and its noun."""
_VERBAL = frozenset({"VERB", "AUX", "X"})
_ENDS = frozenset({".", "?", "!"})


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


def find_reports(words: Wording) -> list[Report]:
    """All reporting constructions outside quotations, in order."""
    found: list[Report] = []
    any_quoted = any(words.quoted)
    for at, word in enumerate(words.words):
        if words.quoted[at]:
            continue
        if word in words.lexicon.reporting:
            report = _known_report(words, at, found)
        elif any_quoted and _follows_quotation(words, at):
            report = _verb_report(words, words.doc[at], UNKNOWN_VERB, found)
        else:
            continue
        if report:
            found.append(report)
    return found


def _known_report(words: Wording, at: int, found: Sequence[Report]) -> Report | None:
    entry = words.lexicon.verb(words.words[at])
    if entry and _is_verb(words, at):
        return _verb_report(words, words.doc[at], entry, found)
    hit = words.lexicon.preposition(words.words, at)
    return _preposition_report(words, at, *hit) if hit else None


def _is_verb(words: Wording, at: int) -> bool:
    """Whether a word with a verb's form is one here: tagged so, or beside a mark, a clitic or an auxiliary."""
    if words.pos[at] in ("VERB", "AUX"):
        return True
    before = words.words[at - 1] if at else ""
    if at + 1 < len(words) and (words.is_clitic_subject(at + 1) or words.words[at + 1] == "-t"):
        return True
    if before in words.grammar.reflexive or before in words.grammar.auxiliary:
        return True
    return (before == "," or before in CLOSING) and words.pos[at] != "PROPN"


def _follows_quotation(words: Wording, at: int) -> bool:
    """Whether a finite verb stands behind a quotation and a comma, before a noun phrase or with its auxiliary."""
    if words.pos[at] not in _VERBAL or words.words[at] in words.grammar.auxiliary or not 2 <= at < len(words) - 1:
        return False
    if not any(words.quoted[max(0, at - _REACH) : at]):
        return False
    group = verb_group(words, words.doc[at])
    mark = group.first - 2
    if (
        words.words[group.first - 1] != ","
        or mark < 1
        or not words.quoted[mark - 1]
        or words.quoted[mark]
        or not is_finite(words, words.doc[at], group.first)
    ):
        return False
    return group.clitic is not None or group.first < at or words.pos[group.last + 1] in ("DET", "PROPN", "NOUN")


def _verb_report(words: Wording, verb: Token, entry: SpeechEntry, before: Sequence[Report]) -> Report | None:
    """The report around a verb; None for a bare participle and for a passive whose speaker is not told."""
    group = _with_outer(words, verb, verb_group(words, verb))
    bare = group.first == verb.i and words.words[verb.i].endswith(words.endings) and not has_auxiliary(words, verb)
    if group.clitic is None and bare:
        return None
    told = _source(words, verb, group, entry, before)
    if told is None:
        return None
    source, behind = told
    return Report(
        cue=(group.first, group.last),
        verb=verb.i,
        order="after" if behind else "before",
        kind=entry.kind,
        constructions=entry.constructions,
        source=source,
    )


def _with_outer(words: Wording, verb: Token, group: Group) -> Group:
    """The group of "s'est contenté de déclarer" as a whole."""
    outer = verb.head
    near = outer.i < group.first <= outer.i + LOOK_BACK
    if group.clitic is not None or verb.dep_ != "xcomp" or not near or outer.pos_ != "VERB":
        return group
    opening = verb_group(words, outer)
    first = opening.first if words.follows_mark(opening.first) else group.first
    return Group(first, group.last, opening.clitic)


def _source(
    words: Wording, verb: Token, group: Group, entry: SpeechEntry, before: Sequence[Report]
) -> tuple[int | None, bool] | None:
    """Who speaks, and whether behind the verb; None for a passive whose speaker is not told."""
    if group.clitic is None and _is_passive(verb):
        agent = next((child.i for child in verb.children if child.dep_ == "obl:agent"), None)
        return None if agent is None else (agent, False)
    if group.clitic is not None:
        if words.words[group.clitic] in words.grammar.nobody:
            return _told_nobody(words, group.last), True
        return group.clitic, words.follows_mark(group.first)
    told = _speaker_so_far(words, verb.i, before)
    return (told, False) if told is not None else find_subject(words, verb, group, entry)


def _is_passive(verb: Token) -> bool:
    relations = [child.dep_ for child in verb.children]
    return "aux:pass" in relations and not any(relation.startswith("expl") for relation in relations)


def _speaker_so_far(words: Wording, at: int, before: Sequence[Report]) -> int | None:
    """Whoever speaks in the sentence so far, for a participle that goes on (", ajoutant que"; "en ajoutant")."""
    if not words.is_gerund(at):
        return None
    for report in reversed(before):
        if any(words.words[k] in _ENDS and not words.quoted[k] for k in range(report.cue[1], at)):
            return None
        if report.source is not None and report.verb is not None:
            return report.source
    return None


def _told_nobody(words: Wording, last: int) -> int | None:
    """Who told "on": "a-t-on appris auprès du parquet", "a-t-on indiqué de source policière"."""
    for k in range(last + 1, min(last + _REACH, len(words))):
        hit = words.lexicon.preposition(words.words, k)
        if hit and hit[1].kind in ("on", "bare"):
            return hit[0] - 1 if hit[1].kind == "bare" else _noun_after(words, hit[0])
    return None


def _preposition_report(words: Wording, at: int, end: int, entry: SpeechEntry) -> Report | None:
    """The report that a preposition opens; None where no noun follows or the preposition only links sources."""
    if entry.kind in _LINKS:
        return None
    source = end - 1 if entry.kind == "bare" else _noun_after(words, end)
    if source is None or (entry.kind == "opinion" and not _opines(words, at, source)):
        return None
    return Report(cue=(at, end - 1), verb=None, order="preposition", kind=entry.kind, constructions=frozenset(), source=source)


def _noun_after(words: Wording, at: int) -> int | None:
    for k in range(at, min(at + _PHRASE, len(words))):
        if words.words[k] in BREAKS or words.words[k] == ",":
            return None
        counts = words.pos[k] == "NUM" and k + 1 < len(words) and words.pos[k + 1] == "NOUN"
        if words.pos[k] in NOMINAL and not counts:
            return k
    return None


def _opines(words: Wording, at: int, source: int) -> bool:
    """Whether "pour X" gives an opinion: it opens a clause and a name follows at once."""
    opens = at == 0 or words.words[at - 1] in (",", ".") or words.words[at - 1] in CLOSING
    return opens and words.names[source] > 0
