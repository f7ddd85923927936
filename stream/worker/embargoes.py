"""The clock of embargoes: brings each held story up again when its time has come."""

import asyncio
import heapq
import time
from collections.abc import Awaitable, Callable

from stream import metrics

# A clock that is set right meanwhile is noticed after so long.
_LOOK_EVERY_S = 30.0

Place = tuple[int, bytes]
"""State partition and key."""


class Embargoes:
    """Which held story is due when."""

    def __init__(self) -> None:
        self._until: dict[Place, float] = {}
        self._due: list[tuple[float, Place]] = []
        self._changed = asyncio.Event()

    def add(self, place: Place, until: float) -> None:
        """Have a story brought up at `until`, in seconds since 1970, and at no other time."""
        if self._until.get(place) == until:
            return
        self._until[place] = until
        heapq.heappush(self._due, (until, place))
        metrics.EMBARGOED.set(len(self._until))
        self._changed.set()

    def drop(self, place: Place) -> None:
        """Forget a story that is held no more."""
        if self._until.pop(place, None) is not None:
            metrics.EMBARGOED.set(len(self._until))

    def drop_partitions(self, kept: set[int]) -> None:
        """Forget the stories of all other partitions."""
        for place in [place for place in self._until if place[0] not in kept]:
            self.drop(place)

    async def run(self, bring_up: Callable[[Place], Awaitable[None]]) -> None:
        """Bring up what is due, until cancelled."""
        while True:
            self._changed.clear()
            while self._due and self._due[0][0] <= time.time():
                until, place = heapq.heappop(self._due)
                if self._until.get(place) == until:
                    self.drop(place)
                    await bring_up(place)
            wait_s = min(self._due[0][0] - time.time(), _LOOK_EVERY_S) if self._due else _LOOK_EVERY_S
            try:
                async with asyncio.timeout(max(wait_s, 0)):
                    await self._changed.wait()
            except TimeoutError:
                continue
