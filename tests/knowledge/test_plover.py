"""PLOVER's types and modes, and the CAMEO codes beside them."""

import pytest

from stream.knowledge.plover import TYPES, cameo, modes


def test_types_are_plovers_sixteen_and_nine_of_ours() -> None:
    extension = {name for name, event_type in TYPES.items() if event_type.extension}

    assert len(TYPES) == 25
    assert extension == {"DISASTER", "ACCIDENT", "DEATH", "OFFICE", "BUSINESS", "LAW", "SPORT", "CULTURE", "SCIENCE"}


def test_types_of_plover_have_a_quad_class_and_ours_none() -> None:
    assert all((event_type.quad is None) == event_type.extension for event_type in TYPES.values())


def test_types_are_all_defined() -> None:
    assert all(event_type.definition for event_type in TYPES.values())


def test_modes_of_a_type() -> None:
    assert modes("RETREAT") == ("withdraw", "release", "disarm", "ceasefire", "access", "resign")


def test_modes_are_none_for_a_type_without() -> None:
    assert modes("AGREE") == ()


@pytest.mark.parametrize(
    ("type_", "mode", "code"),
    [
        pytest.param("COERCE", "arrest", "173", id="one code for type and mode"),
        pytest.param("CONSULT", "visit", "04", id="042 and 043: root only"),
        pytest.param("ACCUSE", None, "11", id="root of the type"),
        pytest.param("ACCUSE", "investigate", "09", id="root of the mode"),
        pytest.param("ASSAULT", "targeted", "18", id="mode the conversion table does not know"),
        pytest.param("ASSAULT", "firearms", "193", id="mode under another root"),
        pytest.param("RETREAT", "resign", "08", id="mode added by the manual"),
        pytest.param("LAW", "enact", None, id="extension type"),
        pytest.param("DEATH", None, None, id="extension type without modes"),
    ],
)
def test_cameo_is_the_root_or_longer_where_unique(type_: str, mode: str | None, code: str | None) -> None:
    assert cameo(type_, mode) == code


def test_cameo_gives_every_plover_type_and_mode_a_code() -> None:
    without = [(name, mode) for name, t in TYPES.items() if not t.extension for mode in (None, *t.modes) if not cameo(name, mode)]

    assert without == []


def test_cameo_longer_codes_are_unique() -> None:
    longer = [code for event_type in TYPES.values() for code in event_type.modes.values() if code and len(code) > 2]

    assert len(longer) == len(set(longer))
