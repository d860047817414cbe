"""How far a build is, how fast it goes, and how long the rest will take, in numbers and words."""

from __future__ import annotations

import math
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator

from handouts.build import Outcome

BAD = (Outcome.REFUSED, Outcome.FAILED)
_MOMENTS = 30.0  # seconds that the rate looks back: long enough for a language to change in them
_STEP = 0.5  # seconds between two marks
_FEW = 3  # handouts, and
_SHORT = 1.0  # seconds, before which a rate says nothing


class Pace:
    """Counts the results of one build.

    The rate is that of what had to be made: what was up to date takes no time, and must not promise
    that the rest takes none. `clock` returns seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing has begun."""
        self._clock = clock
        self.begin(0)

    def begin(self, total: int) -> None:
        """`total` handouts are wanted."""
        self.total = total
        self.done = 0
        self.counts: Counter[Outcome] = Counter()
        self.begun = self.now = self._clock()
        self._marks = deque([(self.begun, 0)])

    def count(self, outcome: Outcome) -> None:
        """One more has its result; cheap, because there may be thousands that were up to date."""
        self.now = self._clock()
        self.done += 1
        self.counts[outcome] += 1
        if outcome is Outcome.UNCHANGED:
            if not self.made:
                self._marks[0] = (self.now, 0)  # the work begins after these
            return
        if self.now - self._marks[-1][0] >= _STEP:
            self._marks.append((self.now, self.made))
        while len(self._marks) > 1 and self._marks[1][0] <= self.now - _MOMENTS:
            self._marks.popleft()

    @property
    def made(self) -> int:
        """How many had to be made, whatever became of them."""
        return self.done - self.counts[Outcome.UNCHANGED]

    @property
    def up_to_date(self) -> int:
        """How many have a PDF that is up to date."""
        return self.counts[Outcome.BUILT] + self.counts[Outcome.UNCHANGED]

    @property
    def seconds(self) -> float:
        """The time since the beginning."""
        return self._clock() - self.begun

    @property
    def rate(self) -> float:
        """Handouts a second over the last moments; 0 where it is too early to say."""
        since, before = self._marks[0]
        if self.made < _FEW or self.now - since < _SHORT:
            return 0.0
        return (self.made - before) / (self.now - since)

    @property
    def left(self) -> float | None:
        """The seconds that the rest will take; None where nobody knows."""
        return (self.total - self.done) / self.rate if self.rate else None

    def far(self) -> str:
        """How far it is: `1,200 of 18,000`."""
        return f"{self.done:,} of {self.total:,}"

    def bad(self) -> str:
        """What went wrong so far: `2 refused, 1 failed`, or nothing."""
        return ", ".join(f"{self.counts[one]:,} {one}" for one in BAD if self.counts[one])

    def speed(self) -> Iterator[str]:
        """The rate and the time left, where they are known."""
        if self.rate:
            yield often(self.rate)
        if (left := self.left) is not None and self.done < self.total:
            yield f"{about(left)} left"


def often(rate: float) -> str:
    """A rate in the unit in which it is a number to imagine: `11.4 a second`, `24 a minute`."""
    for unit, factor in (("second", 1), ("minute", 60)):
        if rate * factor >= 1:
            return f"{rate * factor:.1f} a {unit}"
    return f"{rate * 3600:.1f} an hour"


def about(seconds: float) -> str:
    """A time that is only estimated: `about 25 s`, `about 24 min`, `about 3 h 10 min`."""
    if seconds < 60:
        return f"about {max(5, math.ceil(seconds / 5) * 5)} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"about {minutes} min"
    return f"about {_hours(round(minutes / 10) * 10)}"


def lasted(seconds: float) -> str:
    """A time that has passed: `4.2 s`, `2 min 5 s`, `3 h 12 min`."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else _hours(minutes)


def _hours(minutes: int) -> str:
    return f"{minutes // 60} h {minutes % 60} min"
