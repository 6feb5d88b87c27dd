from pathlib import Path

import pytest
import typer

from tune_cli.commands.reference import pages
from tune_cli.main import app
from tune_cli.reference.tunejob_page import fields
from tune_contract.tunejob.job import ObjectMeta
from tune_contract.tunejob.spec import TuneJobSpec

ROOT = Path(__file__).parents[4]
PAGES = pages(typer.main.get_command(app))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_are_fresh(name: str) -> None:
    kept = (ROOT / name).read_text() if (ROOT / name).exists() else ""
    assert kept == PAGES[name], "stale: mend it with `make docs`"


def test_every_field_says_what_it_means() -> None:
    entries = [*fields(ObjectMeta, "metadata"), *fields(TuneJobSpec, "spec")]
    assert [entry.path for entry in entries if not entry.meaning] == []
    assert len(entries) > 90


def test_defaults_are_written_as_in_the_document() -> None:
    by_path = {entry.path: entry.default for entry in fields(TuneJobSpec, "spec")}
    assert by_path["spec.restartPolicy.backoff.initial"] == "`10s`"
    assert by_path["spec.kafka.topics.<name>.startingOffsets"] == "`earliest`"
    assert by_path["spec.sinks[].delta.path"] == "required"
    assert by_path["spec.suspend"] == "`false`"
    assert by_path["spec.image"] == ""
