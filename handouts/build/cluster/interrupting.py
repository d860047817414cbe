"""Ctrl-C while futures come and go: it is heard at the next step of the work, and never lost."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread


@contextmanager
def interrupting(stop: Callable[[], None]) -> Iterator[None]:
    """Have the first Ctrl-C or SIGTERM call a function; a second one does what it always does.

    Raised wherever the program happens to be, it is lost as often as that is in a destructor, and
    futures have one.
    """
    if current_thread() is not main_thread():
        yield
        return
    found = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    before = {number: handler for number, handler in found.items() if callable(handler)}

    def noted(*_: object) -> None:
        restore()
        stop()

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    for number in before:
        signal.signal(number, noted)
    try:
        yield
    finally:
        restore()
