"""The frames between the worker and its processes, and what a message measures."""

import io

import pytest

from stream.worker.messages import Outgoing, frame, read_frame


def test_frames_come_back_one_by_one() -> None:
    stream = io.BytesIO(frame(b"one") + frame(b"") + frame(b"three"))

    assert [read_frame(stream) for _ in range(4)] == [b"one", b"", b"three", None]


@pytest.mark.parametrize("cut", [1, 4, 5])
def test_frame_cut_short_is_the_end(cut: int) -> None:
    assert read_frame(io.BytesIO(frame(b"payload")[:cut])) is None


def test_size_counts_key_value_and_headers() -> None:
    bare = Outgoing("stories", None, None, []).size_bytes

    assert Outgoing("stories", b"12", b"345", [("é", b"6")]).size_bytes == bare + 2 + 3 + 2 + 1 + 16
