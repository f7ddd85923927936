"""Language packs: lexicons, grammars and models, one folder a language, loaded through LANGUAGES."""

from collections.abc import Callable
from functools import cache
from importlib import import_module

from stream.language.pack import LanguagePack

LANGUAGES: dict[str, str] = {
    "fr": "stream.language.fr",
}
"""Primary language subtag → module whose `load()` returns the pack."""


@cache
def pack(language: str | None) -> LanguagePack | None:
    """The pack for a BCP 47 tag, loaded on first use and kept; None when there is none for it."""
    module = LANGUAGES.get((language or "").partition("-")[0].lower())
    if module is None:
        return None
    load: Callable[[], LanguagePack] = import_module(module).load
    return load()
