"""Characters that a wrong label or a double escape spoiled, brought back to what the desk wrote.

Three spoilings are met in real wires: UTF-8 read as Windows-1252 or Latin-1 and encoded once more ("Ã©" for "é", in RSS
feeds), Windows-1252 punctuation passed on as C1 control codes ("l\\x92été"), and HTML references escaped twice
("&amp;eacute;"). Each is told by sequences that no language writes. Teletypes of seven bits write national letters in the
places of braces (ISO 646: "{t{" for "été").
"""

import re
from html import unescape

from stream.wire.languages import detect_language
from stream.wire.lexicon import word_list

_ROUNDS = 2  # a text encoded three times was met; four never
_CP1252 = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0x100)}
_BYTES = {char: code for code, char in _CP1252.items()} | {chr(code): code for code in range(0x80, 0x100)}
_LEADS = ("Ã", "Â", "â€", "â\x80", "ã\x80", "Å“", "Ð", "Ñ", "Ø", "Ù", "×", "Î", "Ï", "ã€", "ï¼")
"""One of which every text encoded twice holds, in whatever script; most others hold none."""
_WHOLE = 0.9  # of a text's characters beyond ASCII, in such sequences: then all of it was encoded twice


def _class(first: int, last: int) -> str:
    """A regular expression's class of the characters that bytes `first` to `last` become under a wrong label."""
    chars = {char for code in range(first, last + 1) for char in (_CP1252[code], chr(code))}
    return "[" + "".join(map(re.escape, sorted(chars))) + "]"


_NEXT = _class(0x80, 0xBF)
_ANY_SEQUENCE = re.compile(f"(?:{_class(0xC2, 0xDF)}{_NEXT}|{_class(0xE0, 0xEF)}{_NEXT}{{2}}|{_class(0xF0, 0xF4)}{_NEXT}{{3}})+")
# Those that no text holds otherwise. Capitals and accents stand before quotation marks and no-break spaces in French
# ("LIBERTÉ »", "été »"), where they look like sequences of other letters.
_SURE_SEQUENCE = re.compile(f"(?:Ã[¡-ª¬-º¼-¿]|Â[\xa0«°·»©®]|â[€\x80]{_NEXT}|Å“)+")
_ASCII = bytes(range(0x80))
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_C1 = re.compile("[\x80-\x84\x86-\x9f]")
_C1_TEXT = {code: char for code, char in _CP1252.items() if code < 0xA0 and code != 0x85 and ord(char) != code}
_REFERENCE = re.compile(r"&(?:[A-Za-z]{2,31}\d{0,2}|#\d{2,7}|#x[0-9A-Fa-f]{2,6});")


def repair(text: str) -> str:
    """Text whose UTF-8 was taken for Windows-1252, and its C1 codes, as they were meant."""
    if text.isascii():
        return text
    for _ in range(_ROUNDS):
        beyond = _beyond_ascii(text)
        if not any(lead in beyond for lead in _LEADS):
            return text.translate(_C1_TEXT) if _C1.search(beyond) else text
        text = (_ANY_SEQUENCE if _is_whole(text) else _SURE_SEQUENCE).sub(_decoded, text)
    return text.translate(_C1_TEXT) if _C1.search(text) else text


def _beyond_ascii(text: str) -> str:
    """A text's characters beyond ASCII, in a row: the few that can be spoiled, found at a tenth of a search's time."""
    return text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")


def _is_whole(text: str) -> bool:
    beyond = sum(map(len, _BEYOND_ASCII.findall(text)))
    return sum(map(len, _ANY_SEQUENCE.findall(text))) >= _WHOLE * beyond


def _decoded(found: re.Match[str]) -> str:
    """The characters meant by a run; the run itself where it makes no text."""
    try:
        text = bytes(_BYTES[char] for char in found[0]).decode("utf-8")
    except UnicodeDecodeError:
        return found[0]
    return text if all(char.isprintable() or char.isspace() for char in text) else found[0]


def unescape_twice(text: str) -> str:
    """Text without HTML references that were escaped twice on their way."""
    if "&" not in text or not _REFERENCE.search(text):
        return text
    return _REFERENCE.sub(lambda found: unescape(found[0]), text).replace("\x00", "")


_BRACED = re.compile(r"[a-z][{|}~]|[{|}~][a-z]")
_FEWEST_BRACED = 3


def national_letters(text: str) -> str:
    """Seven-bit text with its braces read as the letters of its language, where they stand inside words."""
    if not text.isascii() or len(_BRACED.findall(text[:20_000])) < _FEWEST_BRACED:
        return text
    language = detect_language(re.sub(r"[{|}~@\\\[\]]", "", text))
    letters: dict[str, str | int | None] = word_list("languages")["seven_bits"].get(language, {})
    return text.translate(str.maketrans(letters))
