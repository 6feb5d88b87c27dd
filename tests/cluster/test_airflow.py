"""examples/airflow against a real API server; the test does what the operator would."""

import time

import pytest
from kubernetes import client

AT = ("tunejob.io", "v1alpha1")
JOBS = ["plays-enrich", "plays-aggregate", "plays-load"]
PATIENCE = 180.0  # seconds: Airflow takes 5 a task


class Operator:
    """Writes the status of each TuneJob that it has not seen in this version."""

    def __init__(self, api: client.ApiClient, namespace: str, statuses: dict) -> None:
        self._custom, self._namespace, self._statuses = (
            client.CustomObjectsApi(api),
            namespace,
            statuses,
        )
        self.seen: list[str] = []

    def look(self) -> None:
        found = self._custom.list_namespaced_custom_object(*AT, self._namespace, "tunejobs")
        for job in found["items"]:
            name, generation = job["metadata"]["name"], job["metadata"]["generation"]
            if job.get("status", {}).get("observedGeneration") == generation:
                continue
            self.seen.append(name)
            status = {"observedGeneration": generation, **self._statuses.get(name, SUCCEEDED)}
            self._custom.patch_namespaced_custom_object_status(
                *AT, self._namespace, "tunejobs", name, {"status": status},
                _content_type="application/merge-patch+json",
            )  # fmt: skip

    def until(self, process) -> None:
        """Work until Airflow has ended."""
        deadline = time.monotonic() + PATIENCE
        while process.poll() is None:
            assert time.monotonic() < deadline, "Airflow does not end"
            self.look()
            time.sleep(0.3)


SUCCEEDED = {"phase": "Succeeded"}
FAILED = {
    "phase": "Failed",
    "lastFailure": {
        "time": "2026-01-31T12:00:00Z",
        "class": "Application",
        "message": "the bucket lake at AWS does not exist",
    },
}


@pytest.fixture
def run(api, crd, namespace, start_airflow):
    """run({job: status}) -> (the jobs in the order they were seen, exit code, what Airflow said)"""

    def run(statuses: dict) -> tuple[list[str], int, str]:
        operator = Operator(api, namespace, statuses)
        airflow = start_airflow(TUNEJOB_NAMESPACE=namespace)
        operator.until(airflow.process)
        return operator.seen, airflow.process.returncode, airflow.log.read_text()

    return run


def test_the_steps_run_one_after_the_other_and_again_with_the_next_run(run):
    for _ in range(2):
        seen, code, said = run({})
        assert code == 0, said
        assert seen == JOBS


def test_a_step_that_fails_says_why_and_ends_the_run(run):
    seen, code, said = run({"plays-aggregate": FAILED})
    assert seen == JOBS[:2]
    assert code != 0
    assert "plays-aggregate: Application: the bucket lake at AWS does not exist" in said
