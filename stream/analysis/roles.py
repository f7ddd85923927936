"""Who somebody is: the words that say so, and the country they point to.

Wire style says it right before the name ("le ministre français de la Défense Jean-Yves Le Drian") or right behind it
("Jean-Yves Le Drian, ministre de la Défense, …"), the first time the story names the person.
"""

from spacy.tokens import Doc, Token

from stream.analysis.mentions import Found
from stream.knowledge import countries
from stream.language.names import NameLexicon

LONGEST = 16
"""Tokens looked at on either side of a name."""
_CLAUSE = frozenset({"VERB", "AUX"})


def role_of(doc: Doc, mention: Found, names: NameLexicon) -> str | None:
    """The words beside a personal name that say who it is, without their article."""
    return _before(doc, mention, names) or _behind(doc, mention, names)


def country_in(text: str) -> str | None:
    """ISO 3166-1 alpha-3 of the first demonym among the words."""
    for word in text.replace("'", " ").replace("’", " ").split():
        country = countries.by_demonym(word)
        if country is not None:
            return country.state
    return None


def country_before(doc: Doc, mention: Found) -> str | None:
    """Of a demonym that stands as a noun right before the name: "le Russe Sergueï Lavrov"."""
    if mention.first == 0 or not doc[mention.first - 1].text[0].isupper():
        return None
    return country_in(doc[mention.first - 1].text)


def _before(doc: Doc, mention: Found, names: NameLexicon) -> str | None:
    end = mention.first
    while end and doc[end - 1].lower_ in names.civilities:
        end -= 1
    if end == 0 or doc[end - 1].pos_ in ("ADP", "DET"):
        return None
    for at in range(end - 1, max(-1, end - 1 - LONGEST), -1):
        token = doc[at]
        if _ends_phrase(token, names) or token.ent_type_ == "PER":
            return None
        if names.is_function(token.text):
            return _text(doc, _with_rank(doc, at, names), end)
    return None


def _with_rank(doc: Doc, at: int, names: NameLexicon) -> int:
    """First token of the words for a function: "ancien", "premier" and a function before it belong to it."""
    while at and (doc[at - 1].lower_ in names.ranks or names.is_function(doc[at - 1].text)):
        at -= 1
    return at


def _behind(doc: Doc, mention: Found, names: NameLexicon) -> str | None:
    at = _comma_behind(doc, mention.last)
    if at is None:
        return None
    start = at
    while start < len(doc) and (doc[start].pos_ in ("DET", "ADJ") or doc[start].lower_ in names.ranks):
        if names.is_function(doc[start].text):
            break
        start += 1
    if start >= len(doc) or doc[start].pos_ in _CLAUSE or not names.is_function(doc[start].text):
        return None
    end = start
    while end < min(len(doc), start + LONGEST) and not _ends_phrase(doc[end], names):
        if doc[end].ent_type_ == "PER":
            return None
        end += 1
    while doc[end - 1].pos_ in ("ADP", "DET", "CCONJ"):
        end -= 1
    return _text(doc, _with_rank(doc, start, names), end)


def _comma_behind(doc: Doc, at: int) -> int | None:
    """Token after the comma behind a name, an age between commas passed over; None where there is no comma."""
    if at >= len(doc) or doc[at].text != ",":
        return None
    if at + 3 < len(doc) and doc[at + 1].like_num and doc[at + 3].text == ",":
        return at + 4
    return at + 1


def _ends_phrase(token: Token, names: NameLexicon) -> bool:
    return token.is_punct or token.pos_ in _CLAUSE or token.lower_ in names.relatives


def _text(doc: Doc, start: int, end: int) -> str | None:
    return doc[start:end].text or None
