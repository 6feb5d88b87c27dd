"""Readers of results that are not the product's own."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[1]


def kafka_reader() -> ModuleType:
    """examples/kafka-reader: the reader that docs/kafka-sink.md shows."""
    path = ROOT / "examples" / "kafka-reader" / "reader.py"
    found = importlib.util.spec_from_file_location("reader", path)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules["reader"] = module  # its dataclasses ask for it
    found.loader.exec_module(module)
    return module
