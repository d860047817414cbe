"""What every test may use."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.printed import LETTER, Printed, command, once

# A slow moment of a busy machine is no fault. The parent keeps what hypothesis does under CI.
# 50 examples: more have found nothing for long, and the suite is to end within six minutes.
settings.register_profile(
    "unhurried",
    parent=settings(),
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("unhurried")

# In the background of a script Ctrl-C is ignored, by all that is started there, too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the checkout's own folder."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a temporary folder that all worker processes of a test run have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def printed(shared: Path) -> Printed:
    """Build this repository's handouts once: all languages and targets on A4, two workers."""
    return Printed(once(shared / "a4", lambda folder: command(folder, "-j", "2")))


@pytest.fixture(scope="session")
def letter(shared: Path) -> Printed:
    """Build a few of them on US Letter."""
    chosen = [part for tag in LETTER for part in ("-l", tag)]
    return Printed(
        once(shared / "letter", lambda folder: command(folder, "--paper", "letter", *chosen))
    )
