"""The step that finds expressions of time; which of them dates an event is for `stream.analysis.dating`."""

import msgspec

from stream.analysis.annotations import Analysis, Paragraph
from stream.analysis.findings import Time
from stream.language.pack import LanguagePack, TimeGrammar


def find_times(analysis: Analysis, pack: LanguagePack) -> Analysis:
    """Fill in `times`: every expression of time of the story in the order of the text, resolved both ways."""
    published = analysis.story.published
    times = [time for paragraph in analysis.paragraphs for time in paragraph_times(paragraph, pack.times, published)]
    return msgspec.structs.replace(analysis, times=tuple(times))


def paragraph_times(paragraph: Paragraph, grammar: TimeGrammar, published: str | None) -> list[Time]:
    """The expressions of time of one paragraph."""
    text, start = paragraph.text, paragraph.start
    found = grammar(text, published)
    ahead = {first: later for first, _, later in grammar(text, published, forward=True)} if found else {}
    return [
        Time(start=start + first, end=start + last, text=text[first:last], value=value, later=ahead.get(first, value))
        for first, last, value in found
    ]
