"""Quotes: what is said in the story, by whom, and the words that say so.

A quotation takes the reporting construction that governs it: behind it ("…", a dit X), before it (X a dit: "…"; X a
dénoncé "…") or a preposition (selon X, "…"). One without any goes on with whoever spoke before, which wires do in the
next sentence and over paragraphs. Quotations of fewer than four words are kept only where a cue attaches to them: the
rest are single words held at a distance, and the titles of works are no quotes at all.
"""

from collections.abc import Iterator, Sequence

import msgspec

from stream.analysis.annotations import Analysis, Paragraph, Quote, Speaker
from stream.analysis.indirect import indirect_quotes
from stream.analysis.quotation_marks import Quotation, find_quotations, find_sentences
from stream.analysis.reports import Report, find_reports
from stream.analysis.speaker_choice import Scene, Spoken, speaker_of
from stream.analysis.speakers import Cast, Heard
from stream.analysis.subjects import SUBJECT
from stream.analysis.wording import Wording
from stream.language.pack import LanguagePack
from stream.language.speech import SpeechLexicon

QUOTE_WORDS = 4
"""From here on a quotation counts without a cue."""
_PLAUSIBLE = 2.0
_NEAR_WORDS = 3
"""So close behind a cue a quotation is what is said, whatever the parser thinks."""
TAKES_CLAUSE = frozenset({"que", "inf", "de", "obj"})
"""Constructions in which a quotation may stand anywhere in what is told; other verbs need it beside them."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What one paragraph holds, before quotations and reports are joined."""

    paragraph: Paragraph
    quotations: tuple[Quotation, ...]
    sentences: tuple[tuple[int, int], ...]
    reports: tuple[Report, ...]
    speakers: tuple[Heard | None, ...]
    """Of each report."""


def find_quotes(analysis: Analysis, pack: LanguagePack) -> Analysis:
    """Fill in `quotes`, direct and indirect ones, in order of their start."""
    scene, indirect = read_quotes(analysis, pack.speech)
    direct = [_quote(spoken, speaker_of(scene, number, pack.speakers)) for number, spoken in enumerate(scene.spoken)]
    quotes = sorted([*direct, *indirect], key=lambda quote: (quote.start, quote.end))
    return msgspec.structs.replace(analysis, quotes=tuple(quotes))


def read_quotes(analysis: Analysis, lexicon: SpeechLexicon) -> tuple[Scene, list[Quote]]:
    """The direct quotes with who speaks by the rules, and the indirect ones."""
    cast = Cast(analysis.paragraphs, analysis.entities, lexicon)
    spoken: list[Spoken] = []
    indirect: list[Quote] = []
    for paragraph in analysis.paragraphs:
        before = cast.last
        reading = read_paragraph(analysis, paragraph, cast, lexicon)
        speakers = [heard.speaker if heard else None for heard in reading.speakers]
        indirect += indirect_quotes(paragraph, reading.reports, speakers, reading.sentences)
        spoken += _join(reading, cast, before, lexicon)
    return Scene(analysis, _fill(analysis, spoken), cast, lexicon), indirect


def _fill(analysis: Analysis, spoken: list[Spoken]) -> tuple[Spoken, ...]:
    """Give quotes that nobody spoke yet, mostly the headline's, the speaker of the same words below, else the next one."""
    people = sorted(((m.start, entity) for m, entity in analysis.mentions() if entity.type == "PER"), key=lambda pair: pair[0])
    following = Speaker(entity=people[0][1].id, name=people[0][1].name, text=people[0][1].mentions[0].text) if people else None
    told = [one for one in spoken if one.speaker]
    out: list[Spoken] = []
    for one in reversed(spoken):
        if one.speaker:
            following = one.speaker
            out.append(one)
        else:
            same = next((other.speaker for other in told if one.text in other.text), None)
            out.append(msgspec.structs.replace(one, speaker=same or following, how="same" if same else "following"))
    return tuple(reversed(out))


def read_paragraph(analysis: Analysis, paragraph: Paragraph, cast: Cast, lexicon: SpeechLexicon) -> Reading:
    """Find a paragraph's quotations, sentences and reports, and who speaks in each report."""
    quotations = find_quotations(paragraph.doc.text)
    words = Wording(
        paragraph.doc,
        lexicon,
        quoted=_quoted(paragraph, quotations),
        times=_times(analysis, paragraph),
        names=cast.mentions.names(paragraph),
    )
    reports = find_reports(words)
    cast.meet(paragraph)
    sentences = find_sentences(paragraph.doc.text, quotations)
    heard = [_heard(cast, paragraph, report, sentences, quotations) for report in reports]
    return Reading(
        paragraph=paragraph,
        quotations=tuple(quotations),
        sentences=tuple(sentences),
        reports=tuple(reports),
        speakers=tuple(heard),
    )


def _heard(
    cast: Cast, paragraph: Paragraph, report: Report, sentences: Sequence[tuple[int, int]], quotations: Sequence[Quotation]
) -> Heard | None:
    """Who speaks in a report. One that takes a clause is heard for good; others only once a quotation chooses them."""
    if report.source is None:
        return None
    at = paragraph.doc[report.source].idx
    start, end = next((s for s in sentences if s[0] <= at < s[1]), (at, at))
    quoted = [(q.start, q.end) for q in quotations if start <= q.start < end]
    heard = cast.resolve(paragraph, report.source, quoted)
    if report.order == "after" or (heard.plausible and (report.verb is None or "que" in report.constructions)):
        cast.hear(heard)
    return heard


def _quoted(paragraph: Paragraph, quotations: Sequence[Quotation]) -> list[bool]:
    out = [False] * len(paragraph.doc)
    for quotation in quotations:
        span = paragraph.doc.char_span(quotation.start, quotation.end, alignment_mode="contract")
        if span is not None:
            out[span.start : span.end] = [True] * len(span)
    return out


def _times(analysis: Analysis, paragraph: Paragraph) -> list[bool]:
    out = [False] * len(paragraph.doc)
    for time in analysis.times:
        if paragraph.start <= time.start < paragraph.start + len(paragraph.doc.text):
            span = paragraph.doc.char_span(time.start - paragraph.start, time.end - paragraph.start, alignment_mode="contract")
            if span is not None:
                out[span.start : span.end] = [True] * len(span)
    return out


def _join(reading: Reading, cast: Cast, before: Speaker | None, lexicon: SpeechLexicon) -> list[Spoken]:
    """The direct quotes of a paragraph; `before` spoke last above it."""
    quotes: list[Spoken] = []
    last = before
    for quotation in reading.quotations:
        if quotation.depth or is_title(reading.paragraph, quotation, lexicon):
            continue
        report = choose(reading, quotation)
        if report is None and len(reading.paragraph.doc.text[quotation.start : quotation.end].split()) < QUOTE_WORDS:
            continue
        spoken = _spoken(reading, quotation, report, cast, last)
        last = spoken.speaker
        quotes.append(spoken)
    return quotes


def _spoken(reading: Reading, quotation: Quotation, report: int | None, cast: Cast, last: Speaker | None) -> Spoken:
    heard = reading.speakers[report] if report is not None else None
    if heard:
        cast.hear(msgspec.structs.replace(heard, plausible=True))
    subject = None if heard else _subject(reading, quotation, cast)
    return Spoken(
        paragraph=reading.paragraph,
        quotation=quotation,
        sentence=_sentence(reading, quotation),
        report=reading.reports[report] if report is not None else None,
        heard=heard,
        speaker=heard.speaker if heard else subject or last,
        how=heard.by if heard else "subject" if subject else "before",
        around=tuple(_around(reading, quotation, report)),
    )


def _around(reading: Reading, quotation: Quotation, chosen: int | None) -> Iterator[tuple[str, str]]:
    """Who speaks in the paragraph's other reports, and where these stand."""
    start, end = _sentence(reading, quotation)
    for k, (report, heard) in enumerate(zip(reading.reports, reading.speakers, strict=True)):
        if k == chosen or heard is None or heard.speaker.entity is None:
            continue
        at = reading.paragraph.doc[report.cue[0]].idx
        inside = "sentence" if start <= at < end else "paragraph"
        yield heard.speaker.entity, f"{inside} {'before' if at < quotation.start else 'behind'} {report.order}"


def _quote(spoken: Spoken, speaker: Speaker | None) -> Quote:
    span = spoken.paragraph.chars(spoken.quotation.start, spoken.quotation.end)
    cue = None
    if spoken.report is not None:
        first, last = spoken.report.cue
        cue = spoken.paragraph.span(spoken.paragraph.doc[first : last + 1])
    return Quote(start=span.start, end=span.end, text=span.text, speaker=speaker, cue=cue)


def choose(reading: Reading, quotation: Quotation) -> int | None:
    """The report that a quotation belongs to, as an index; None where its sentence reports nothing."""
    start, end = _sentence(reading, quotation)
    doc = reading.paragraph.doc
    best, best_score = None, 0.0
    for k, report in enumerate(reading.reports):
        first, last = doc[report.cue[0]], doc[report.cue[1]]
        if first.idx < start or last.idx >= end:
            continue
        score = _before(reading, k, quotation) if last.idx < quotation.start else _behind(reading, k, quotation, start)
        heard = reading.speakers[k]
        if score:
            score += _PLAUSIBLE if heard and heard.plausible else -_PLAUSIBLE * (report.order == "before")
        if score > best_score:
            best, best_score = k, score
    return best


def _before(reading: Reading, report: int, quotation: Quotation) -> float:
    """How well a report fits a quotation after it."""
    doc, found = reading.paragraph.doc, reading.reports[report]
    gap = doc.text[doc[found.cue[1]].idx + len(doc[found.cue[1]]) : quotation.start]
    words = len(gap.split())
    colon = gap.rstrip(' "«“').endswith(":")
    if not found.constructions & TAKES_CLAUSE and found.verb is not None and not colon:
        return 1.0 if words <= _NEAR_WORDS else 0.0
    return 1.0 + 2.0 * (words <= _NEAR_WORDS) + 3.0 * colon + 2.0 * _governs(reading, report, quotation) + 1.0 / (1 + words)


def _behind(reading: Reading, report: int, quotation: Quotation, start: int) -> float:
    """How well a report fits a quotation before it."""
    doc, found = reading.paragraph.doc, reading.reports[report]
    gap = doc.text[quotation.end : doc[found.cue[0]].idx]
    if found.order == "before":
        return 1.0 if gap.lstrip(' "»”').startswith(":") else 0.0
    words = len(gap.split())
    return 2.0 + 4.0 * (words <= 2) + 2.0 * (quotation.start - start <= 2) + 1.0 / (1 + words)


def _governs(reading: Reading, report: int, quotation: Quotation) -> bool:
    """Whether what a report tells holds a quotation: close behind, or below its verb in the parse."""
    doc, found = reading.paragraph.doc, reading.reports[report]
    span = doc.char_span(quotation.start, quotation.end, alignment_mode="expand")
    if span is None:
        return False
    anchor = found.verb if found.verb is not None else found.cue[0]
    return any(ancestor.i == anchor for ancestor in span.root.ancestors)


def _subject(reading: Reading, quotation: Quotation, cast: Cast) -> Speaker | None:
    """Who is subject of the sentence that holds a quotation, where it names or means somebody who can speak."""
    start, end = _sentence(reading, quotation)
    doc = reading.paragraph.doc
    opens = quotation.start - start <= 2
    if opens and not doc.text[quotation.end :].lstrip(' "»”').startswith(":"):
        return None
    for token in doc:
        if token.idx >= (end if opens else quotation.start):
            return None
        if token.idx >= (quotation.end if opens else start) and token.dep_ in SUBJECT:
            heard = cast.resolve(reading.paragraph, token.i, [(quotation.start, quotation.end)])
            if heard.plausible and heard.speaker.name:
                return heard.speaker
    return None


def _sentence(reading: Reading, quotation: Quotation) -> tuple[int, int]:
    return next((s for s in reading.sentences if s[0] <= quotation.start < s[1]), (0, len(reading.paragraph.doc.text)))


_TITLE_REACH = 3


def is_title(paragraph: Paragraph, quotation: Quotation, lexicon: SpeechLexicon) -> bool:
    """Whether a quotation is the title of a work or a name: "le film «…»", "intitulé «…»"."""
    doc = paragraph.doc
    text = doc.text[quotation.start : quotation.end]
    if not text[0].isupper() or text[-1] in ".!?…":
        return False
    span = doc.char_span(quotation.start, quotation.end, alignment_mode="expand")
    if span is None:
        return False
    before = [doc[k].lower_ for k in range(max(0, span.start - 1 - _TITLE_REACH), span.start)]
    return any("work" in lexicon.noun_kinds(word) for word in before) and not any(word in (",", ":") for word in before)
