"""Renders the charts with a real Helm, as an installation would.

template     template("tunejob", {...}) -> the finished `helm template`
render       render("tunejob", operator={"workers": 2}) -> the objects that are made
refusal      refusal("tunejob", operator={"wrokers": 2}) -> what Helm says against it
helm         the program: $TUNE_HELM, or on the PATH
kubeconform  the program: $TUNE_KUBECONFORM, or on the PATH
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from .rendered import CHARTS, NAMESPACE, RELEASES, Rendered, Values, split


def find(program: str, variable: str, package: str) -> str:
    found = shutil.which(os.environ.get(variable) or program)
    if found:
        return found
    pytest.fail(
        f"no {program} found: install it (with Go: go install {package}@latest), "
        f"or say where it is: {variable}=/path/to/{program} make charts",
        pytrace=False,
    )


@pytest.fixture(scope="session")
def helm() -> str:
    return find("helm", "TUNE_HELM", "helm.sh/helm/v4/cmd/helm")


@pytest.fixture(scope="session")
def kubeconform() -> str:
    return find("kubeconform", "TUNE_KUBECONFORM", "github.com/yannh/kubeconform/cmd/kubeconform")


@pytest.fixture(scope="session")
def template(helm: str) -> Callable[[str, Values], subprocess.CompletedProcess[str]]:
    def run(chart: str, values: Values) -> subprocess.CompletedProcess[str]:
        command = [helm, "template", RELEASES[chart], str(CHARTS / chart), "--namespace", NAMESPACE]
        return subprocess.run(
            [*command, "--values", "-"],
            input=yaml.safe_dump(values),
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def render(template) -> Callable[..., Rendered]:
    def run(chart: str, **values: Any) -> Rendered:
        done = template(chart, values)
        assert done.returncode == 0, done.stderr
        return split(done.stdout, chart)

    return run


@pytest.fixture(scope="session")
def refusal(template) -> Callable[..., str]:
    def run(chart: str, **values: Any) -> str:
        done = template(chart, values)
        assert done.returncode != 0, "it was accepted"
        return done.stderr

    return run
