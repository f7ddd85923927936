"""One paragraph read for speech: its quotations, its sentences, its reports and who speaks in each."""

from collections.abc import Iterable, Sequence

import msgspec

from stream.analysis.annotations import Paragraph
from stream.analysis.findings import Time
from stream.analysis.quotation_marks import Quotation, covered, find_sentences, quotations_of
from stream.analysis.reports import Report, find_reports
from stream.analysis.speakers import Cast, Heard
from stream.analysis.wording import Wording
from stream.language.speech import SpeechLexicon

Spans = Sequence[tuple[int, int]]
"""Characters of a paragraph, start to end (exclusive)."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a paragraph holds, before quotations and reports are joined. Positions are characters of the paragraph."""

    paragraph: Paragraph
    text: str
    quotations: tuple[Quotation, ...]
    sentences: tuple[tuple[int, int], ...]
    reports: tuple[Report, ...]
    speakers: tuple[Heard | None, ...]
    """Of each report."""

    def sentence(self, at: int) -> tuple[int, int]:
        """The sentence around a place."""
        return _around(self.sentences, at)

    def quoted(self, quotation: Quotation) -> str:
        """The words of a quotation."""
        return self.text[quotation.start : quotation.end]


def read_paragraph(paragraph: Paragraph, times: Iterable[Time], cast: Cast, lexicon: SpeechLexicon) -> Reading:
    """Read a paragraph; the cast hears who speaks in it."""
    quotations = quotations_of(paragraph.doc)
    sentences = find_sentences(paragraph.text, quotations.spans)
    end = paragraph.start + len(paragraph.text)
    inside = [(time.start - paragraph.start, time.end - paragraph.start) for time in times if paragraph.start <= time.start < end]
    words = Wording(
        paragraph.doc,
        lexicon,
        quoted=quotations.quoted,
        times=covered(paragraph.words, inside),
        names=cast.mentions.names(paragraph),
    )
    reports = find_reports(words)
    cast.meet(paragraph)
    quoted = [(quotation.start, quotation.end) for quotation in quotations.spans]
    return Reading(
        paragraph=paragraph,
        text=paragraph.text,
        quotations=quotations.spans,
        sentences=tuple(sentences),
        reports=tuple(reports),
        speakers=tuple(_heard(cast, paragraph, report, sentences, quoted) for report in reports),
    )


def _heard(cast: Cast, paragraph: Paragraph, report: Report, sentences: Spans, quoted: Spans) -> Heard | None:
    """Who speaks in a report. One that takes a clause is heard for good; others only once a quotation chooses them."""
    if report.source is None:
        return None
    start, end = _around(sentences, paragraph.words.starts[report.source])
    heard = cast.resolve(paragraph, report.source, [span for span in quoted if start <= span[0] < end])
    if report.order == "after" or (heard.plausible and (report.verb is None or "que" in report.constructions)):
        cast.hear(heard)
    return heard


def _around(sentences: Spans, at: int) -> tuple[int, int]:
    return next(sentence for sentence in reversed(sentences) if sentence[0] <= at)
