from pathlib import Path
from typing import Any

import pytest

from stream.errors import SettingRefused
from stream.settings import SETTINGS, Settings, confluent_config, load, markdown
from stream.wire.limits import RAW_LIMIT

README = Path(__file__).parent.parent / "README.md"


def _file(folder: Path, text: str) -> Path:
    path = folder / "wirestream.toml"
    path.write_text(text)
    return path


def test_load_gives_the_defaults_when_nothing_is_set() -> None:
    assert load(environment={}) == Settings()


def test_file_overrides_the_default(tmp_path: Path) -> None:
    settings = load(_file(tmp_path, 'group = "archive"\nslots = 3'), environment={})

    assert (settings.group, settings.slots) == ("archive", 3)


def test_environment_overrides_the_file(tmp_path: Path) -> None:
    settings = load(_file(tmp_path, "port = 1"), environment={"WIRESTREAM_PORT": "2"})

    assert settings.port == 2


def test_flag_overrides_the_environment() -> None:
    assert load(environment={"WIRESTREAM_PORT": "2"}, port="3").port == 3


def test_flag_that_is_not_given_leaves_the_environment_in_force() -> None:
    assert load(environment={"WIRESTREAM_PORT": "2"}, port=None).port == 2


def test_environment_names_the_settings_file(tmp_path: Path) -> None:
    path = _file(tmp_path, "port = 1")

    assert load(environment={"WIRESTREAM_CONFIG": str(path)}).port == 1


def test_empty_variable_counts_as_not_set() -> None:
    assert load(environment={"WIRESTREAM_SASL_USERNAME": ""}).sasl_username is None


def test_other_programs_variables_are_passed_over() -> None:
    assert load(environment={"PORT": "x", "KAFKA_BROKERS": "x"}) == Settings()


def test_addresses_that_kubernetes_sets_for_a_service_are_passed_over() -> None:
    environment = {
        "WIRESTREAM_SERVICE_HOST": "10.0.0.1",
        "WIRESTREAM_SERVICE_PORT": "6066",
        "WIRESTREAM_PORT": "tcp://10.0.0.1:6066",
        "WIRESTREAM_PORT_6066_TCP_ADDR": "10.0.0.1",
    }

    assert load(environment=environment) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "http"),
        ("port", "70000"),
        ("slots", "0"),
        ("slots", "2.5"),
        ("brokers", ""),
        ("prefix", "wire/"),
        ("story_timeout_s", "0"),
        ("security_protocol", "TLS"),
        ("log_format", "xml"),
        ("no_such_setting", "1"),
        ("slot", "1"),
    ],
)
def test_load_names_a_setting_it_refuses_and_its_source(name: str, value: str) -> None:
    flags: dict[str, Any] = {name: value}

    with pytest.raises(SettingRefused) as refused:
        load(environment={}, **flags)

    assert (refused.value.setting, refused.value.source) == (name, "command line")


def test_load_names_the_file_of_a_setting_it_refuses(tmp_path: Path) -> None:
    path = _file(tmp_path, 'port = "http"')

    with pytest.raises(SettingRefused) as refused:
        load(path, environment={})

    assert refused.value.source == str(path)


@pytest.mark.parametrize("text", ["port = ", None])
def test_load_refuses_a_file_it_cannot_read(tmp_path: Path, text: str | None) -> None:
    path = _file(tmp_path, text) if text else tmp_path / "missing.toml"

    with pytest.raises(SettingRefused, match="cannot read"):
        load(path, environment={})


@pytest.mark.parametrize(
    ("flags", "named"),
    [
        ({"security_protocol": "SASL_SSL"}, "sasl_mechanism"),
        ({"security_protocol": "SASL_SSL", "sasl_mechanism": "PLAIN", "sasl_username": "u"}, "sasl_password"),
        ({"sasl_username": "u"}, "sasl_username"),
        ({"security_protocol": "SSL", "ssl_cafile": "no/such/file"}, "ssl_cafile"),
        ({"replication": "1", "min_insync": "2"}, "min_insync"),
        ({"max_record_bytes": "8388608"}, "max_record_bytes"),
    ],
)
def test_load_refuses_settings_that_are_wrong_together(flags: dict[str, Any], named: str) -> None:
    with pytest.raises(SettingRefused) as refused:
        load(environment={}, **flags)

    assert refused.value.setting == named


def test_password_is_not_in_the_text_of_settings() -> None:
    settings = Settings(security_protocol="SASL_SSL", sasl_mechanism="PLAIN", sasl_username="u", sasl_password="hidden-word")  # noqa: S106 not one

    assert "hidden-word" not in repr(settings)


def test_confluent_config_leaves_out_what_is_not_set() -> None:
    assert None not in confluent_config(Settings()).values()


def test_confluent_config_carries_the_credentials(tmp_path: Path) -> None:
    authority = _file(tmp_path, "")
    flags: dict[str, Any] = {
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_username": "u",
        "sasl_password": "p",
        "ssl_cafile": str(authority),
    }

    config = confluent_config(load(environment={}, security_protocol="SASL_SSL", **flags))

    expected = {"sasl.mechanism": "SCRAM-SHA-512", "sasl.username": "u", "sasl.password": "p", "ssl.ca.location": str(authority)}
    assert expected.items() <= config.items()


def test_largest_raw_message_is_what_the_parsers_take() -> None:
    assert Settings().max_raw_bytes == RAW_LIMIT


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS.keys())
def test_every_setting_is_explained(setting: Any) -> None:
    assert setting.doc


def test_readme_has_the_table_of_settings() -> None:
    _, marker, rest = README.read_text().partition("<!-- settings -->\n")
    if not marker:
        pytest.skip("README has no settings table yet")

    assert rest.partition("\n<!-- /settings -->")[0].strip() == markdown()
