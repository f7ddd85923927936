"""Quotes: what is said in the story, by whom, and the words that say so.

    marks → quotations ┐
    words → reports    ┴→ which report tells which quotation → who speaks it → Quote

A quotation takes the report that governs it: behind it («…», a dit X), before it (X a dit: «…»; X a dénoncé «…») or a
preposition (selon X, «…»). One without any goes on with whoever spoke before, which wires do in the next sentence and over
paragraphs. Quotations of fewer than four words are kept only where a report tells them: the rest are single words held at
a distance, and the titles of works are no quotes at all.
"""

from collections.abc import Sequence

import msgspec

from stream.analysis.annotations import Analysis
from stream.analysis.findings import Quote, Speaker
from stream.analysis.indirect import indirect_quotes
from stream.analysis.pairing import choose_report, is_title, other_speakers, subject_of
from stream.analysis.quotation_marks import Quotation
from stream.analysis.reading import Reading, read_paragraph
from stream.analysis.speaker_choice import Scene, Spoken, speaker_of
from stream.analysis.speakers import Cast
from stream.language.pack import LanguagePack
from stream.language.speech import SpeechLexicon

QUOTE_WORDS = 4
"""From here on a quotation counts without a report."""


def find_quotes(analysis: Analysis, pack: LanguagePack) -> Analysis:
    """Fill in `quotes`, direct and indirect ones, in order of their start."""
    scene, indirect = read_quotes(analysis, pack.speech)
    direct = [_quote(spoken, speaker_of(scene, number, pack.speakers)) for number, spoken in enumerate(scene.spoken)]
    told = {quote.cue.start: quote.speaker for quote in direct if quote.cue}
    same = [msgspec.structs.replace(quote, speaker=told.get(quote.cue.start, quote.speaker)) for quote in indirect if quote.cue]
    quotes = sorted([*direct, *same], key=lambda quote: (quote.start, quote.end))
    return msgspec.structs.replace(analysis, quotes=tuple(quotes))


def read_quotes(analysis: Analysis, lexicon: SpeechLexicon) -> tuple[Scene, list[Quote]]:
    """The direct quotes with who speaks by the rules, and the indirect ones."""
    cast = Cast(analysis.paragraphs, analysis.entities, lexicon)
    spoken: list[Spoken] = []
    indirect: list[Quote] = []
    for paragraph in analysis.paragraphs:
        above = cast.last
        reading = read_paragraph(paragraph, analysis.times, cast, lexicon)
        indirect += indirect_quotes(reading, lexicon)
        spoken += _join(reading, cast, above, lexicon)
    return Scene(analysis, _fill(analysis, spoken), cast, lexicon), indirect


def _join(reading: Reading, cast: Cast, above: Speaker | None, lexicon: SpeechLexicon) -> list[Spoken]:
    """The direct quotes of a paragraph; `above` spoke last before it."""
    quotes: list[Spoken] = []
    last = above
    for quotation in reading.quotations:
        if quotation.depth or is_title(reading, quotation, lexicon):
            continue
        report = choose_report(reading, quotation)
        if report is None and len(reading.quoted(quotation).split()) < QUOTE_WORDS:
            continue
        spoken = _spoken(reading, quotation, report, cast, last)
        last = spoken.speaker
        quotes.append(spoken)
    return quotes


def _spoken(reading: Reading, quotation: Quotation, report: int | None, cast: Cast, last: Speaker | None) -> Spoken:
    heard = reading.speakers[report] if report is not None else None
    if heard:
        cast.hear(msgspec.structs.replace(heard, plausible=True))
    subject = None if heard else subject_of(reading, quotation, cast)
    return Spoken(
        paragraph=reading.paragraph,
        text=reading.quoted(quotation),
        quotation=quotation,
        sentence=reading.sentence(quotation.start),
        report=reading.reports[report] if report is not None else None,
        heard=heard,
        speaker=heard.speaker if heard else subject or last,
        how=heard.by if heard else "subject" if subject else "before",
        around=tuple(other_speakers(reading, quotation, report)),
    )


def _fill(analysis: Analysis, spoken: Sequence[Spoken]) -> tuple[Spoken, ...]:
    """Give quotes that nobody spoke yet, mostly the headline's, the speaker of the same words below, else the next one."""
    told = [one for one in spoken if one.speaker]
    following = _first_person(analysis)
    out: list[Spoken] = []
    for one in reversed(spoken):
        if one.speaker:
            following = one.speaker
            out.append(one)
        else:
            same = next((other.speaker for other in told if one.text in other.text), None)
            out.append(msgspec.structs.replace(one, speaker=same or following, how="same" if same else "following"))
    return tuple(reversed(out))


def _first_person(analysis: Analysis) -> Speaker | None:
    """The first person that the story names."""
    people = [(mention.start, mention.text, entity) for mention, entity in analysis.mentions() if entity.type == "PER"]
    if not people:
        return None
    _, text, entity = min(people, key=lambda person: person[0])
    return Speaker(entity=entity.id, name=entity.name, text=text)


def _quote(spoken: Spoken, speaker: Speaker | None) -> Quote:
    cue = None
    if spoken.report is not None:
        first, last = spoken.report.cue
        cue = spoken.paragraph.words_from(first, last + 1)
    return Quote(start=spoken.start, end=spoken.start + len(spoken.text), text=spoken.text, speaker=speaker, cue=cue)
