"""Integration tests have the services of `tests/services.py`."""

from ..services import *  # noqa: F403, TID252 - fixtures, by their names
