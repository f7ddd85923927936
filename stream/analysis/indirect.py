"""Indirect speech: the clause that a report tells in the story's own words.

a dit que …                 the clause behind "que"
affirme avoir …             the infinitive and what hangs on it
a annoncé la mort de …      the object, of verbs that announce, deny, accuse or demand
…, a indiqué la police      the sentence up to the report
Selon la police, …          the rest of the sentence

A report that does nothing but introduce a quotation tells nothing indirectly.
"""

from collections.abc import Iterator

from stream.analysis.findings import Quote
from stream.analysis.quotation_marks import Quotation
from stream.analysis.reading import Reading
from stream.analysis.reports import Report
from stream.language.speech import SpeechLexicon
from stream.language.words import Words

TELLS_OBJECT = frozenset({"announce", "deny", "accuse", "demand"})
"""Kinds of verbs whose object is what they tell; that of "évoquer" or "saluer" is what they speak of."""
_THAT_REACH = 12
"""Tokens between a verb and its "que": "a indiqué mardi à l'AFP le porte-parole du ministère que"."""
_STOPS = frozenset({".", ":", '"', "«"})
_MOSTLY = 0.5
"""Share of a clause that a quotation covers from which the quotation alone stands for it."""


def indirect_quotes(reading: Reading, lexicon: SpeechLexicon) -> list[Quote]:
    """The indirect quotes of a paragraph, one a report that tells something."""
    found = []
    paragraph = reading.paragraph
    for report, heard in zip(reading.reports, reading.speakers, strict=True):
        told = _told(reading, report, lexicon) if heard else None
        if heard and told and not _is_quotation(reading, *told):
            span = paragraph.chars(*told)
            cue = paragraph.words_from(report.cue[0], report.cue[1] + 1)
            found.append(Quote(start=span.start, end=span.end, text=span.text, speaker=heard.speaker, cue=cue, indirect=True))
    return found


def _is_quotation(reading: Reading, start: int, end: int) -> bool:
    """Whether a clause is mostly one quotation."""

    def covered(quotation: Quotation) -> int:
        return min(end, quotation.end) - max(start, quotation.start)

    return any(covered(quotation) > _MOSTLY * (end - start) for quotation in reading.quotations if not quotation.depth)


def _told(reading: Reading, report: Report, lexicon: SpeechLexicon) -> tuple[int, int] | None:
    """Characters of what a report tells."""
    first = reading.paragraph.words.starts[report.cue[0]]
    sentence = reading.sentence(first)
    if report.verb is None:
        told = _around(reading, report, sentence)
    else:
        told = _clause_behind(reading, report, sentence, lexicon) or _complement(
            reading.paragraph.words, report.verb, report, lexicon
        )
        if told is None and report.order == "after":
            told = (sentence[0], first)
    return _trimmed(reading.text, told[0], min(told[1], sentence[1])) if told else None


def _clause_behind(reading: Reading, report: Report, sentence: tuple[int, int], lexicon: SpeechLexicon) -> tuple[int, int] | None:
    """The rest of the sentence behind "que"."""
    if "que" not in report.constructions:
        return None
    words, last = reading.paragraph.words, report.cue[1]
    for at in range(last + 1, min(last + _THAT_REACH, len(words))):
        if words.texts[at] in _STOPS:
            return None
        if words.forms[at] in lexicon.grammar.that and (at == last + 1 or words.deps[at] in ("mark", "advmod", "fixed")):
            return words.end(at), sentence[1]
    return None


def _complement(words: Words, verb: int, report: Report, lexicon: SpeechLexicon) -> tuple[int, int] | None:
    """An infinitive or an object behind the verb."""
    told = next((child for child in _complements(words, verb, report, lexicon) if child != report.source), None)
    if told is None:
        return None
    below = words.below(told)
    return words.starts[min(below)], words.end(max(below))


def _complements(words: Words, verb: int, report: Report, lexicon: SpeechLexicon) -> Iterator[int]:
    for child in words.children[verb]:
        dep = words.deps[child]
        if child > verb and (
            (dep == "xcomp" and "inf" in report.constructions and words.pos[child] in ("VERB", "AUX"))
            or (dep == "obj" and report.kind in TELLS_OBJECT and "time" not in lexicon.noun_kinds(words.forms[child]))
        ):
            yield child


def _around(reading: Reading, report: Report, sentence: tuple[int, int]) -> tuple[int, int] | None:
    """What "selon X" holds for: behind its comma where it opens a sentence, else what stands before it."""
    words = reading.paragraph.words
    first = words.starts[report.cue[0]]
    if first - sentence[0] > 1:
        return sentence[0], first
    behind = range(report.cue[1], len(words))
    comma = next((words.starts[at] for at in behind if words.texts[at] == "," and words.starts[at] < sentence[1]), None)
    return (comma + 1, sentence[1]) if comma is not None else None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and text[end - 1] in " ,.;:":
        end -= 1
    return (start, end) if start < end else None
