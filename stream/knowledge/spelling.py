"""The spelling under which names are compared: no case, accents or punctuation."""

import re
import unicodedata
from functools import lru_cache

_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Lower case without accents, every run of other signs one space: "Côte d’Ivoire" → "cote d ivoire"."""
    spelt_out = text.lower().replace("œ", "oe").replace("æ", "ae").replace("ø", "o").replace("ł", "l").replace("ı", "i")
    plain = unicodedata.normalize("NFKD", spelt_out)
    # Combining marks go without a trace, before everything else that is no letter becomes a space.
    return _NOT_A_LETTER.sub(" ", "".join(char for char in plain if not unicodedata.combining(char))).strip()
