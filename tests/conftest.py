"""The TuneJob files in data/tunejobs: what the models and a cluster must agree on.

    good_sample        a file that both take
    bad_sample         one that both refuse; its first line says where and why, as `# PATH: MESSAGE`,
                       the second one what a cluster says, if that differs
    local_sample       one that only `tune run` takes; the line says why a cluster does not
    good_change        two documents: a cluster that has the first takes the second
    bad_change         two documents: a cluster that has the first refuses the second

A test that names one of these runs once for each file. `examples` are good samples too.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "data" / "tunejobs"
FOLDERS = {
    "good_sample": "good",
    "bad_sample": "bad",
    "local_sample": "local",
    "good_change": "changes/good",
    "bad_change": "changes/bad",
}
ON_A_CLUSTER = "on a cluster: "


@dataclass(frozen=True)
class Refusal:
    path: str
    message: str


@dataclass(frozen=True)
class Sample:
    path: Path

    @property
    def documents(self) -> list[dict[str, Any]]:
        return list(yaml.safe_load_all(self.path.read_text()))

    @property
    def document(self) -> dict[str, Any]:
        (document,) = self.documents
        return document

    @property
    def comments(self) -> list[str]:
        lines = self.path.read_text().splitlines()
        return [line.removeprefix("# ") for line in lines if line.startswith("# ")]

    @property
    def refusal(self) -> Refusal:
        return parse_refusal(self.comments[0])

    @property
    def refusal_on_a_cluster(self) -> Refusal:
        return parse_refusal(self.comments[-1].removeprefix(ON_A_CLUSTER))


def parse_refusal(line: str) -> Refusal:
    found = re.fullmatch(r"(?:(\S+): )?(.+)", line)
    assert found, line
    return Refusal(found[1] or "", found[2])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for fixture, folder in FOLDERS.items():
        if fixture in metafunc.fixturenames:
            files = sorted((DATA / folder).glob("*.yaml"))
            if fixture == "good_sample":
                files += sorted((ROOT / "examples").glob("*.yaml"))
            assert files, f"no files in {DATA / folder}"
            samples = [Sample(file) for file in files]
            metafunc.parametrize(fixture, samples, ids=lambda sample: sample.path.stem)
