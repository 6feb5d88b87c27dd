"""The rule of docs/kafka-sink.md is the one of examples/kafka-reader, and this is what it does."""

import importlib.util
import inspect
import re
import sys
import textwrap
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def load() -> ModuleType:
    path = ROOT / "examples" / "kafka-reader" / "reader.py"
    found = importlib.util.spec_from_file_location("kafka_reader_example", path)
    module = importlib.util.module_from_spec(found)
    sys.modules[found.name] = module  # its dataclasses ask for it
    found.loader.exec_module(module)
    return module


READER = load()


def change(uid: str, attempt: int, query: str, batch: int):
    return READER.Change("k", "t", {}, uid, attempt, query, batch)


NEWEST = change("uid-1", 3, "query-1", 17)


@pytest.mark.parametrize(
    ("found", "follows"),
    [
        (change("uid-1", 3, "query-1", 18), True),
        (change("uid-1", 4, "query-1", 18), True),
        (change("uid-1", 3, "query-1", 17), False),
        (change("uid-1", 4, "query-1", 17), False),
        (change("uid-1", 4, "query-1", 16), False),
        (change("uid-1", 2, "query-1", 18), False),
        (change("uid-1", 4, "query-2", 0), True),
        (change("uid-1", 3, "query-2", 0), True),
        (change("uid-1", 2, "query-2", 0), False),
        (change("uid-2", 1, "query-3", 0), True),
    ],
)
def test_what_follows_the_newest_change(found, follows):
    assert found.follows(NEWEST) is follows
    assert found.follows(None)


def test_the_page_shows_the_rule():
    page = (ROOT / "docs" / "kafka-sink.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    source = textwrap.dedent(inspect.getsource(READER.Change.follows))
    assert shown == re.sub(r'    """.*"""\n', "", source)
