from itertools import islice

import pytest

from stream.channels import CHANNELS
from stream.clients.inputs import Raw, Refused
from stream.clients.push import Pushed, address, push
from stream.clients.tail import tail
from stream.errors import ChannelMismatch, HostileStory, KafkaFailed
from stream.settings import Settings


def _ninjs(version: int, uri: str = "urn:x:1") -> Raw:
    data = f'{{"uri": "{uri}", "version": "{version}", "headline": "Titre", "body_text": "Un texte.", "provider": "ANP"}}'
    return Raw(source="story.json", filename="story.json", data=data.encode())


def _arrived(settings: Settings, message: Raw, number: int) -> list[bytes | None]:
    """The first values on `raw` that have the key of a message."""
    key = address(message)[0].decode()
    arriving = tail(settings, [CHANNELS["raw"]], from_beginning=True)
    return list(islice((found.value for found in arriving if found.key == key), number))


def test_revisions_of_a_story_share_a_key() -> None:
    assert address(_ninjs(1))[0] == address(_ninjs(2))[0]


def test_stories_differ_in_their_keys() -> None:
    assert address(_ninjs(1))[0] != address(_ninjs(1, "urn:x:2"))[0]


def test_message_nobody_can_parse_is_keyed_by_its_bytes() -> None:
    keys = [address(Raw(source="-", filename=None, data=data))[0] for data in (b"\x00\xff", b"\x00\xff", b"\x00\xfe")]

    assert keys[0] == keys[1] != keys[2]


def test_headers_say_type_provider_and_file() -> None:
    headers = address(_ninjs(1))[1]

    assert headers == {"content-type": b"application/json", "provider": b"ANP", "filename": b"story.json"}


def test_given_provider_and_type_go_before_guesses() -> None:
    headers = address(_ninjs(1), provider="AFP", content_type="application/json; charset=utf-8")[1]

    assert (headers["provider"], headers["content-type"]) == (b"AFP", b"application/json; charset=utf-8")


def test_name_of_a_file_of_lines_does_not_say_the_type_of_a_line() -> None:
    line = Raw(source="a.html:1", filename="a.html", data=_ninjs(1).data, line=True)

    assert address(line)[1]["content-type"] == b"application/json"


@pytest.mark.broker
def test_push_sends_bytes_unchanged(broker: str, module_prefix: str) -> None:
    settings, data = Settings(brokers=broker, prefix=module_prefix), b"\xef\xbb\xbf\x00 any\r\nbytes \n"

    list(push(settings, [message := Raw(source="-", filename=None, data=data)]))

    assert _arrived(settings, message, 1) == [data]


@pytest.mark.broker
def test_push_keeps_the_order_of_revisions(broker: str, module_prefix: str) -> None:
    settings, revisions = Settings(brokers=broker, prefix=module_prefix), [_ninjs(number, "urn:x:3") for number in range(1, 30)]

    list(push(settings, revisions))

    assert _arrived(settings, revisions[0], 29) == [revision.data for revision in revisions]


@pytest.mark.broker
def test_push_says_of_each_message_what_became_of_it(broker: str, module_prefix: str) -> None:
    settings = Settings(brokers=broker, prefix=module_prefix)
    refused = Refused(source="bad", error=HostileStory("too large"))

    results = list(push(settings, [_ninjs(1), refused]))

    assert {type(result) for result in results} == {Pushed, Refused}


@pytest.mark.broker
def test_push_refuses_a_channel_that_is_missing(broker: str) -> None:
    with pytest.raises(ChannelMismatch, match="channels --create"):
        list(push(Settings(brokers=broker, prefix="nowhere."), [_ninjs(1)]))


def test_push_fails_when_no_broker_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stream.clients.kafka.TIMEOUT_S", 0.5)

    with pytest.raises(KafkaFailed):
        list(push(Settings(brokers="127.0.0.1:1"), [_ninjs(1)]))
