"""Characters spoiled on their way, and those that only look so."""

import pytest

from stream.wire.characters import national_letters, repair, unescape_twice

FRENCH = "Un cœur greffé à l’hôpital de Niš – « déjà » pour 3 €, l’été"


@pytest.mark.parametrize("label", ["cp1252", "latin-1"])
@pytest.mark.parametrize("text", [FRENCH, "Порт снова открыт", "Το λιμάνι άνοιξε", "港が再開した。", "الميناء مفتوح", "À l’ÉTÉ"])
def test_utf8_encoded_twice_is_read_once_more(text: str, label: str) -> None:
    raw = text.encode()
    twice = "".join(bytes([byte]).decode(label, "ignore") or chr(byte) for byte in raw)

    assert repair(twice) == text


def test_utf8_encoded_three_times_is_read_twice_more() -> None:
    text = "L'été à l'hôpital"

    assert repair(text.encode().decode("latin-1").encode().decode("latin-1")) == text


def test_one_spoiled_passage_among_sound_ones_is_mended() -> None:
    assert repair("Été à Brest. L'Ã©tÃ© Ã§a va, dit-il, lâ€™Ã®le") == "Été à Brest. L'été ça va, dit-il, l’île"


@pytest.mark.parametrize(
    "text",
    [
        FRENCH,
        "« LIBERTÉ\xa0», « été\xa0», « déjà\xa0» et « ÇÀ\xa0»",
        "« LA RENTRÉE»",
        "L’ÎLE",
        "AMANHÃ” NÃO É “HOJE",
        "São Paulo, Ñuñoa, Åland, Øresund, Þórður",
        "Ð и Ñ",
        "25 °C, 3 € et ½",
        "Plain ASCII",
        "",
    ],
)
def test_sound_text_stays(text: str) -> None:
    assert repair(text) == text


def test_c1_codes_are_windows_punctuation() -> None:
    assert repair("l\x92été \x96 \x93oui\x94 \x8cuvre") == "l’été – “oui” Œuvre"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("l&eacute;t&#233; &amp; l&#xe9;", "lété & lé"),
        ("R&D; AT&T", "R&D; AT&T"),
        ("&nosuch; &#0;", "&nosuch; &#0;"),
    ],
)
def test_references_left_in_text_are_characters(text: str, meant: str) -> None:
    assert unescape_twice(text) == meant


@pytest.mark.parametrize("text", ["Un {bloc} de code | et des accolades", "a{b", "", "Été {a {b {c"])
def test_braces_that_are_no_letters_stay(text: str) -> None:
    assert national_letters(text) == text
