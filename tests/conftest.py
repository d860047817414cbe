"""What every test may use."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the checkout's own folder."""
    return Path(__file__).resolve().parent.parent
