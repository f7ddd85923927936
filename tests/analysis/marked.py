"""Stories written by hand for tests of the entity steps, without a model: `[PER Anne Roche] dirige [ORG Alto] .`"""

import re
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import spacy
from spacy.tokens import Doc, Span

import stream.language
from stream.analysis.annotations import Analysis, Paragraph
from stream.analysis.entities import find_entities
from stream.analysis.findings import Entity
from stream.analysis.places import locate
from stream.language.names import NameLexicon
from stream.language.pack import LanguagePack
from stream.story import Dateline, Story

NAMES = NameLexicon.load(Path(stream.language.__file__).parent / "fr")
PACK = cast(LanguagePack, SimpleNamespace(names=NAMES))
VOCAB = spacy.blank("fr").vocab

_PIECE = re.compile(r"\[(?P<type>PER|ORG|LOC|MISC) (?P<name>[^\]]+)\]|(?P<word>\S+)")


def document(marked: str) -> Doc:
    """A paragraph's document; tokens are separated by spaces, `word/POS` gives a part of speech, `word/POS/dep` a relation."""
    words: list[str] = []
    tags: list[list[str]] = []
    spans: list[tuple[int, int, str]] = []
    for piece in _PIECE.finditer(marked):
        start = len(words)
        for token in (piece["name"] or piece["word"]).split():
            word, *tag = token.split("/")
            words.append(word)
            tags.append([*tag, "", ""][:2] if tag else ["", ""])
        if piece["type"]:
            spans.append((start, len(words), piece["type"]))
    root = next((at for at, tag in enumerate(tags) if tag[0] == "VERB"), 0)
    doc = Doc(
        VOCAB,
        words=words,
        spaces=[word != "(" and after != ")" for word, after in pairwise([*words, ""])],
        pos=[tag[0] or "X" for tag in tags],
        deps=["ROOT" if at == root else tag[1] or "dep" for at, tag in enumerate(tags)],
        heads=[root] * len(words),
    )
    doc.set_ents([Span(doc, *span) for span in spans])
    return doc


def analysis(*marked: str, headline: bool = False, dateline: str | None = None) -> Analysis:
    """A story of these paragraphs, parsed."""
    docs = [document(text) for text in marked]
    paragraphs: list[Paragraph] = []
    at = 0
    for index, doc in enumerate(docs):
        paragraphs.append(Paragraph(index=index, start=at, doc=doc, headline=headline and index == 0))
        at += len(doc.text) + 1
    story = Story(
        story_id="s",
        format="plain",
        text="\n".join(doc.text for doc in docs),
        paragraphs=tuple((paragraph.start, paragraph.start + len(paragraph.doc.text)) for paragraph in paragraphs),
        dateline=Dateline(text=dateline, place=dateline) if dateline else None,
    )
    return Analysis(story=story, paragraphs=tuple(paragraphs))


def entities(*marked: str, headline: bool = False) -> tuple[Entity, ...]:
    """What `find_entities` makes of these paragraphs."""
    return find_entities(analysis(*marked, headline=headline), PACK).entities


def located(*marked: str, dateline: str | None = None) -> dict[str, Entity]:
    """Name → entity after both steps."""
    found = locate(find_entities(analysis(*marked, dateline=dateline), PACK), PACK)
    return {entity.name: entity for entity in found.entities}
