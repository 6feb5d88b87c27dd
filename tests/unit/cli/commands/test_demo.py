from importlib.resources import files
from pathlib import Path

from tune_cli.document import read_tunejob

EXAMPLE = Path(__file__).parents[4] / "examples" / "genre-counts.yaml"


def test_the_demo_is_the_example() -> None:
    demo = (files("tune_cli.demo") / "genre-counts.yaml").read_text()
    assert demo == EXAMPLE.read_text(), f"mend it: cp cli/src/tune_cli/demo/*.yaml {EXAMPLE.parent}"


def test_the_example_is_a_job() -> None:
    job = read_tunejob(EXAMPLE)
    assert (job.metadata.name, job.spec.pipeline) == ("genre-counts", "genre-counts")
    assert job.spec.producer is not None
    assert job.spec.producer.rate == 200
    assert not job.spec.bounded()
