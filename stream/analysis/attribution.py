"""Who tells of an event: the source to which the story attributes it."""

from spacy.tokens import Token

from stream.analysis.annotations import Analysis, Attribution, Paragraph, Quote
from stream.language.pack import LanguagePack


class Sources:
    """The sources of one story: what is said in it, direct or indirect, and by whom."""

    def __init__(self, analysis: Analysis, pack: LanguagePack) -> None:
        self._quotes = [quote for quote in analysis.quotes if quote.speaker]
        self._text = analysis.story.text

    def of(self, paragraph: Paragraph, token: Token) -> Attribution | None:
        """Who tells of the event whose trigger a token is; None where the story states it plainly."""
        at = paragraph.start + token.idx
        holding = [quote for quote in self._quotes if quote.start <= at < quote.end]
        if not holding:
            return None
        inner = min(holding, key=lambda quote: quote.end - quote.start)
        return self._attribution(inner)

    def _attribution(self, quote: Quote) -> Attribution | None:
        speaker = quote.speaker
        if speaker is None or not (speaker.name or speaker.text):
            return None
        text = speaker.text or ""
        return Attribution(start=0, end=0, text=text, entity=speaker.entity, name=speaker.name, chain=(speaker.name or text,))
