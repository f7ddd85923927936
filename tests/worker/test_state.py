"""The state of a partition, as its log tells; what needs a broker stands in tests/integration."""

from collections.abc import Sequence

import pytest

from stream.worker.state import _BARRIER, Partition

Record = tuple[bytes, bytes | None, int]
"""Key, value, inbox offset."""


def _read(records: Sequence[Record]) -> Partition:
    partition = Partition(0)
    for logged_at, (key, value, offset) in enumerate(records):
        partition.apply(key, value, offset, logged_at)
    return partition


@pytest.mark.parametrize(
    ("records", "values", "overwritten"),
    [
        ([(b"a", b"1", 1), (b"a", b"2", 5)], {b"a": b"2"}, set()),
        ([(b"a", b"2", 5), (b"a", b"1", 1)], {b"a": b"2"}, {b"a"}),  # a frozen worker's late write
        ([(b"a", b"2", 5), (b"a", b"1", 1), (b"a", b"2", 5)], {b"a": b"2"}, set()),  # put right already
        ([(b"a", b"held", 5), (b"a", b"released", 5)], {b"a": b"released"}, set()),  # no new message between
        ([(b"a", b"1", 1), (b"a", None, 1)], {}, set()),
        ([(b"a", b"1", 1), (_BARRIER, b"", -1)], {b"a": b"1"}, set()),
    ],
)
def test_highest_inbox_offset_wins(records: list[Record], values: dict[bytes, bytes], overwritten: set[bytes]) -> None:
    partition = _read(records)

    assert {key: entry.value for key, entry in partition.entries.items()} == values
    assert partition.overwritten == overwritten
    assert partition.next == len(records)


def test_record_read_again_changes_nothing() -> None:
    partition = _read([(b"a", b"1", 1), (b"a", b"2", 5)])

    partition.apply(b"a", b"1", 1, 0)

    assert partition.entries[b"a"].value == b"2"
    assert not partition.overwritten
