"""Indirect speech: the clause that a report tells in the story's own words.

a dit que …                 the clause behind "que"
affirme avoir …             the infinitive and what hangs on it
a annoncé la mort de …      the object, of verbs that the lexicon marks so
…, a indiqué la police      the sentence up to the report
Selon la police, …          the rest of the sentence
"""

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from stream.analysis.annotations import Paragraph, Quote, Speaker
from stream.analysis.reports import Report

_THAT = frozenset({"que", "qu'", "qu’"})
_THAT_REACH = 12
"""Tokens between a verb and its "que": "a indiqué mardi à l'AFP le porte-parole du ministère que"."""
_CLAUSES = frozenset({"ccomp", "xcomp"})


def indirect_quotes(
    paragraph: Paragraph, reports: Sequence[Report], speakers: Sequence[Speaker | None], sentences: Sequence[tuple[int, int]]
) -> list[Quote]:
    """The indirect quotes of a paragraph, one a report that tells something.

    Args:
        paragraph: the parsed paragraph.
        reports: its reports, in order.
        speakers: who speaks in each.
        sentences: first and last character (exclusive) of its sentences.
    """
    found = []
    for report, speaker in zip(reports, speakers, strict=True):
        told = _told(paragraph.doc, report, sentences) if speaker else None
        if told:
            span = paragraph.chars(*told)
            cue = paragraph.span(paragraph.doc[report.cue[0] : report.cue[1] + 1])
            found.append(Quote(start=span.start, end=span.end, text=span.text, speaker=speaker, cue=cue, indirect=True))
    return found


def _told(doc: Doc, report: Report, sentences: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Characters of what a report tells."""
    first, last = doc[report.cue[0]], doc[report.cue[1]]
    sentence = next((s for s in sentences if s[0] <= first.idx < s[1]), (0, len(doc.text)))
    if report.verb is None:
        told = _around(doc, report, sentence)
    else:
        told = _behind(doc, doc[report.verb], last.i, report, sentence)
        if told is None and report.order == "after":
            told = (sentence[0], first.idx)
    return _trimmed(doc.text, *told) if told else None


def _behind(doc: Doc, verb: Token, last: int, report: Report, sentence: tuple[int, int]) -> tuple[int, int] | None:
    """A clause, an infinitive or an object behind the verb."""
    if "que" in report.constructions:
        for k in range(last + 1, min(last + _THAT_REACH, len(doc))):
            if (doc[k].lower_ in _THAT and doc[k].dep_ in ("mark", "advmod", "fixed")) or (
                k == last + 1 and doc[k].lower_ in _THAT
            ):
                return doc[k].idx + len(doc[k]), sentence[1]
            if doc[k].text in (".", ":", '"', "«"):
                break
    for child in verb.rights:
        infinitive = child.dep_ == "xcomp" and "inf" in report.constructions
        told = child.dep_ in ("obj", "obl:arg") and "obj" in report.constructions
        if (infinitive or told) and child.i != report.source:
            right = child.right_edge
            return child.left_edge.idx, min(right.idx + len(right), sentence[1])
    return None


def _around(doc: Doc, report: Report, sentence: tuple[int, int]) -> tuple[int, int] | None:
    """What "selon X" holds for: behind its comma where it opens a sentence, else what stands before it."""
    first = doc[report.cue[0]]
    if first.idx - sentence[0] > 1 and first.i and doc[first.i - 1].text != ",":
        return sentence[0], first.idx
    if first.idx - sentence[0] > 1:
        return sentence[0], first.idx
    commas = [token.idx for token in doc[report.cue[1] :] if token.text == "," and token.idx < sentence[1]]
    return (commas[0] + 1, sentence[1]) if commas else None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and text[end - 1] in " ,.;:":
        end -= 1
    return (start, end) if start < end else None
