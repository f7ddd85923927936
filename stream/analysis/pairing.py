"""Which report a quotation belongs to: the one behind it, before it, or around it, by what stands between them."""

from collections.abc import Iterator

from stream.analysis.findings import Speaker
from stream.analysis.quotation_marks import Quotation
from stream.analysis.reading import Reading
from stream.analysis.speakers import Cast
from stream.analysis.subjects import SUBJECT
from stream.language.speech import SpeechLexicon

TAKES_CLAUSE = frozenset({"que", "inf", "de", "obj"})
"""Constructions in which a quotation may stand anywhere in what is told; other verbs need it beside them."""
_PLAUSIBLE = 2.0
_NEAR_WORDS = 3
"""So close behind a cue a quotation is what is said, whatever the parser thinks."""
_AT_ONCE = 2
"""Words between a quotation and a cue right behind it; characters between a sentence's start and a quotation that opens it."""
_TITLE_REACH = 4
"""Tokens before a title among which "film" or "intitulé" stands."""
_MARKS = ' "«»“”'


def choose_report(reading: Reading, quotation: Quotation) -> int | None:
    """The report that a quotation belongs to, as an index; None where its sentence reports nothing."""
    start, end = reading.sentence(quotation.start)
    starts = reading.paragraph.words.starts
    best, best_score = None, 0.0
    for k, report in enumerate(reading.reports):
        if starts[report.cue[0]] < start or starts[report.cue[1]] >= end:
            continue
        before = starts[report.cue[1]] < quotation.start
        score = _score_before(reading, k, quotation) if before else _score_behind(reading, k, quotation, start)
        heard = reading.speakers[k]
        if score and heard and heard.plausible:
            score += _PLAUSIBLE
        elif score and report.order == "before":
            score -= _PLAUSIBLE
        if score > best_score:
            best, best_score = k, score
    return best


def _score_before(reading: Reading, report: int, quotation: Quotation) -> float:
    """How well a report fits a quotation after it. The weights: best share of right speakers on the training gold."""
    found = reading.reports[report]
    gap = reading.text[reading.paragraph.words.end(found.cue[1]) : quotation.start]
    words = len(gap.split())
    near = words <= _NEAR_WORDS
    colon = gap.rstrip(_MARKS).endswith(":")
    if not found.constructions & TAKES_CLAUSE and found.verb is not None and not colon:
        return 1.0 if near else 0.0
    return 1.0 + 2.0 * near + 3.0 * colon + 2.0 * _governs(reading, report, quotation) + 1.0 / (1 + words)


def _score_behind(reading: Reading, report: int, quotation: Quotation, start: int) -> float:
    """How well a report fits a quotation before it."""
    found = reading.reports[report]
    gap = reading.text[quotation.end : reading.paragraph.words.starts[found.cue[0]]]
    if found.order == "before":
        return 1.0 if gap.lstrip(_MARKS).startswith(":") else 0.0
    words = len(gap.split())
    return 2.0 + 4.0 * (words <= _AT_ONCE) + 2.0 * (quotation.start - start <= _AT_ONCE) + 1.0 / (1 + words)


def _governs(reading: Reading, report: int, quotation: Quotation) -> bool:
    """Whether the quotation stands below the report's verb in the parse."""
    found = reading.reports[report]
    words = reading.paragraph.words
    anchor = found.verb if found.verb is not None else found.cue[0]
    return anchor in words.above(words.root(words.touching(quotation.start, quotation.end)))


def subject_of(reading: Reading, quotation: Quotation, cast: Cast) -> Speaker | None:
    """Who is subject of a sentence that reports nothing ("Le maire est catégorique: «…»"; "«…»: le maire ne cède pas")."""
    start, end = reading.sentence(quotation.start)
    opens = quotation.start - start <= _AT_ONCE
    if opens and not reading.text[quotation.end :].lstrip(_MARKS).startswith(":"):
        return None
    first, stop = (quotation.end, end) if opens else (start, quotation.start)
    words = reading.paragraph.words
    for at in words.touching(first, stop):
        if words.starts[at] >= first and words.deps[at] in SUBJECT:
            heard = cast.resolve(reading.paragraph, at, [(quotation.start, quotation.end)])
            if heard.plausible and heard.speaker.name:
                return heard.speaker
    return None


def other_speakers(reading: Reading, quotation: Quotation, chosen: int | None) -> Iterator[tuple[str, str]]:
    """Entities that speak in the paragraph's other reports, and where these stand."""
    start, end = reading.sentence(quotation.start)
    for k, (report, heard) in enumerate(zip(reading.reports, reading.speakers, strict=True)):
        if k == chosen or heard is None or heard.speaker.entity is None:
            continue
        at = reading.paragraph.words.starts[report.cue[0]]
        inside = "sentence" if start <= at < end else "paragraph"
        yield heard.speaker.entity, f"{inside} {'before' if at < quotation.start else 'behind'} {report.order}"


def is_title(reading: Reading, quotation: Quotation, lexicon: SpeechLexicon) -> bool:
    """Whether a quotation is the title of a work or a name: "le film «…»", "intitulé «…»"."""
    quoted, words = reading.quoted(quotation), reading.paragraph.words
    if not quoted[0].isupper() or quoted[-1] in ".!?…":
        return False
    first = words.touching(quotation.start, quotation.end).start
    before = words.forms[max(0, first - _TITLE_REACH) : first]
    return any("work" in lexicon.noun_kinds(word) for word in before) and not {",", ":"} & set(before)
