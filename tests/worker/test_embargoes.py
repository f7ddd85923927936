"""The clock of embargoes."""

import asyncio
import time
from collections.abc import Callable

from stream.worker.embargoes import Embargoes, Place


def _brought_up(prepare: Callable[[Embargoes], None], count: int) -> list[tuple[float, Place]]:
    """What comes up, and when, until so many have."""
    out: list[tuple[float, Place]] = []

    async def main() -> None:
        embargoes, enough = Embargoes(), asyncio.Event()

        async def note(place: Place) -> None:
            out.append((time.time(), place))
            if len(out) == count:
                enough.set()

        running = asyncio.create_task(embargoes.run(note))
        await asyncio.sleep(0)
        prepare(embargoes)
        async with asyncio.timeout(5):
            await enough.wait()
        running.cancel()

    asyncio.run(main())
    return out


def test_stories_come_up_in_the_order_of_their_times_and_none_early() -> None:
    now = time.time()
    due = {(0, b"second"): now + 0.2, (1, b"first"): now + 0.1, (0, b"past"): now - 5}

    def prepare(embargoes: Embargoes) -> None:
        for place, at in due.items():
            embargoes.add(place, at)

    came = _brought_up(prepare, 3)

    assert [place for _, place in came] == [(0, b"past"), (1, b"first"), (0, b"second")]
    assert all(at >= due[place] for at, place in came)


def test_only_the_latest_time_of_a_story_counts() -> None:
    now = time.time()

    def prepare(embargoes: Embargoes) -> None:
        embargoes.add((0, b"moved"), now + 0.05)
        embargoes.add((0, b"moved"), now + 0.2)
        embargoes.add((0, b"dropped"), now + 0.05)
        embargoes.drop((0, b"dropped"))
        embargoes.add((7, b"elsewhere"), now + 0.05)
        embargoes.drop_partitions({0})

    ((at, place),) = _brought_up(prepare, 1)

    assert place == (0, b"moved")
    assert at >= now + 0.2
