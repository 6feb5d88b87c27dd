"""A real API server takes and refuses what the models take and refuse, and says the same."""

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from kubernetes import client
from kubernetes.client.exceptions import ApiException

from tune_contract.tunejob import TuneJob, TuneJobSpec, TuneJobStatus

GROUP, VERSION, PLURAL = "tunejob.io", "v1alpha1", "tunejobs"
MERGE = "application/merge-patch+json"
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"
CONDITION = {
    "type": "Ready",
    "status": "True",
    "reason": "BatchesCommitted",
    "message": "Batches are committed.",
    "lastTransitionTime": "2026-01-02T03:04:05Z",
}


@dataclass
class Cause:
    path: str
    message: str


class TuneJobs:
    """The TuneJobs of one namespace, written as kubectl does: an unknown field is refused."""

    def __init__(self, api: client.ApiClient, namespace: str) -> None:
        self.api, self.custom = api, client.CustomObjectsApi(api)
        self.at = {
            "group": GROUP,
            "version": VERSION,
            "namespace": namespace,
            "plural": PLURAL,
        }

    def create(self, document: dict[str, Any]) -> dict[str, Any]:
        return self.custom.create_namespaced_custom_object(
            **self.at, body=document, field_validation="Strict"
        )

    def change(self, document: dict[str, Any]) -> dict[str, Any]:
        return self.custom.patch_namespaced_custom_object(
            **self.at,
            name=document["metadata"]["name"],
            body={"spec": document["spec"]},
            field_validation="Strict",
            _content_type=MERGE,
        )

    def read(self, name: str) -> dict[str, Any]:
        return self.custom.get_namespaced_custom_object(**self.at, name=name)

    def write_status(self, name: str, status: dict[str, Any]) -> dict[str, Any]:
        return self.custom.patch_namespaced_custom_object_status(
            **self.at,
            name=name,
            body={"status": status},
            field_validation="Strict",
            _content_type=MERGE,
        )


@pytest.fixture
def tunejobs(api, crd, namespace) -> TuneJobs:
    return TuneJobs(api, namespace)


@pytest.fixture
def minimal() -> dict[str, Any]:
    return {
        "apiVersion": f"{GROUP}/{VERSION}",
        "kind": "TuneJob",
        "metadata": {"name": "genre-counts"},
        "spec": {
            "pipeline": "genre-counts",
            "kafka": {"cluster": "tune", "topics": {"plays": {"name": "music-plays"}}},
            "sinks": [{"csv": {"path": "results"}}],
        },
    }


def causes(error: ApiException) -> list[Cause]:
    body = json.loads(error.body)
    found = body.get("details", {}).get("causes") or [{"message": body["message"]}]
    return [Cause(plain(each.get("field", "")), each["message"]) for each in found]


def plain(path: str) -> str:
    """`spec.kafka.topics[plays].name` as the models write it, with a dot."""
    return re.sub(r"\[([^\]0-9][^\]]*)\]", r".\1", path)


def assert_refused(error: ApiException, path: str, message: str) -> None:
    assert error.status in {400, 422}, error
    found = causes(error)
    assert any(each.path == path and message in each.message for each in found), found


def test_the_api_server_has_no_complaint(crd) -> None:
    conditions = {each["type"]: each["status"] for each in crd["status"]["conditions"]}
    assert conditions == {"NamesAccepted": "True", "Established": "True"}


def test_good_ones_are_taken_and_mean_the_same(tunejobs, good_sample) -> None:
    document = good_sample.document
    stored = tunejobs.create(document)
    assert TuneJobSpec.model_validate(stored["spec"]) == TuneJobSpec.model_validate(
        document["spec"]
    )


def test_bad_ones_are_refused(tunejobs, bad_sample) -> None:
    expected = bad_sample.refusal_on_a_cluster
    with pytest.raises(ApiException) as caught:
        tunejobs.create(bad_sample.document)
    assert_refused(caught.value, expected.path, expected.message)


def test_a_cluster_wants_to_know_which_kafka(tunejobs, local_sample) -> None:
    expected = local_sample.refusal_on_a_cluster
    with pytest.raises(ApiException) as caught:
        tunejobs.create(local_sample.document)
    assert_refused(caught.value, expected.path, expected.message)


def test_good_changes_are_taken(tunejobs, good_change) -> None:
    before, after = good_change.documents
    generation = tunejobs.create(before)["metadata"]["generation"]
    assert tunejobs.change(after)["metadata"]["generation"] == generation + 1


def test_bad_changes_are_refused(tunejobs, bad_change) -> None:
    before, after = bad_change.documents
    stored = tunejobs.create(before)
    expected = bad_change.refusal_on_a_cluster
    with pytest.raises(ApiException) as caught:
        tunejobs.change(after)
    assert_refused(caught.value, expected.path, expected.message)
    assert tunejobs.read(before["metadata"]["name"])["spec"] == stored["spec"]


def test_defaults_are_written_into_the_object(tunejobs, minimal) -> None:
    spec = tunejobs.create(minimal)["spec"]
    assert spec["executor"] == {"instances": 1, "cores": 1, "memory": "1g"}
    assert spec["restartPolicy"]["backoff"] == {"initial": "10s", "factor": 2, "max": "5m"}
    assert spec["kafka"]["topics"]["plays"]["startingOffsets"] == "earliest"
    assert "producer" not in spec
    assert "status" not in tunejobs.read("genre-counts")


def test_scale_changes_the_executors(tunejobs, minimal) -> None:
    tunejobs.create(minimal)
    tunejobs.custom.patch_namespaced_custom_object_scale(
        **tunejobs.at, name="genre-counts", body={"spec": {"replicas": 3}}, _content_type=MERGE
    )
    assert tunejobs.read("genre-counts")["spec"]["executor"]["instances"] == 3
    tunejobs.write_status("genre-counts", {"executors": 2})
    scale = tunejobs.custom.get_namespaced_custom_object_scale(**tunejobs.at, name="genre-counts")
    assert (scale["spec"]["replicas"], scale["status"]["replicas"]) == (3, 2)


def test_status_is_kept_whole_and_apart_from_the_spec(tunejobs, minimal) -> None:
    tunejobs.create(minimal)
    status = full_status()
    stored = tunejobs.write_status("genre-counts", status.model_dump(mode="json"))
    assert TuneJobStatus.model_validate(stored["status"]) == status
    assert stored["metadata"]["generation"] == 1
    minimal["spec"]["suspend"] = True
    changed = tunejobs.change(minimal)
    assert TuneJob.model_validate(changed).status == status
    assert changed["metadata"]["generation"] == 2


def test_a_newer_operator_may_write_a_phase_that_this_crd_does_not_know(tunejobs, minimal) -> None:
    tunejobs.create(minimal)
    stored = tunejobs.write_status("genre-counts", {"phase": "Hibernating"})
    assert stored["status"]["phase"] == "Hibernating"


def test_two_conditions_of_one_type_are_refused(tunejobs, minimal) -> None:
    tunejobs.create(minimal)
    with pytest.raises(ApiException) as caught:
        tunejobs.write_status("genre-counts", {"conditions": [CONDITION, CONDITION]})
    assert_refused(caught.value, "status.conditions[1]", "Duplicate value")


def test_columns(tunejobs, minimal) -> None:
    tunejobs.create(minimal)
    tunejobs.write_status("genre-counts", full_status().model_dump(mode="json"))
    table = tunejobs.api.call_api(
        "GET",
        f"{tunejobs.api.configuration.host}/apis/{GROUP}/{VERSION}/namespaces/"
        f"{tunejobs.at['namespace']}/{PLURAL}",
        {"Accept": TABLE},
    )
    shown = json.loads(table.read())
    cells = dict(
        zip(
            [column["name"] for column in shown["columnDefinitions"]],
            shown["rows"][0]["cells"],
            strict=True,
        )
    )
    age = cells.pop("Age")
    assert re.fullmatch(r"\d+s", age)
    assert cells == {
        "Name": "genre-counts",
        "Pipeline": "genre-counts",
        "Phase": "Running",
        "Ready": "True",
        "Batch": 41,
        "Rows/s": 199.5,
        "Lag": 12,
        "Restarts": 2,
        "Attempt": 3,
        "Executors": 1,
        "Dead": 5,
        "Watermark": "2026-01-02T03:04:05Z",
        "Message": "Batches are committed.",
    }


def test_jobs_are_found_by_phase(tunejobs, minimal) -> None:
    tunejobs.create(minimal)
    tunejobs.write_status("genre-counts", {"phase": "Running"})
    for phase, found in (("Running", 1), ("Failed", 0)):
        listed = tunejobs.custom.list_namespaced_custom_object(
            **tunejobs.at, field_selector=f"status.phase={phase}"
        )
        assert len(listed["items"]) == found


def full_status() -> TuneJobStatus:
    moment = CONDITION["lastTransitionTime"]
    return TuneJobStatus.model_validate(
        {
            "observedGeneration": 1,
            "phase": "Running",
            "conditions": [CONDITION],
            "executors": 1,
            "attempt": {"number": 3, "driver": "genre-counts-driver-3", "startTime": moment},
            "restarts": {"count": 2, "consecutiveFailures": 0},
            "lastFailure": {"time": moment, "class": "OutOfMemory", "exitCode": 137},
            "progress": {
                "batchId": 41,
                "processedRowsPerSecond": 199.5,
                "lag": 12,
                "watermark": moment,
                "deadLetters": 5,
            },
            "results": {"tables": ["genre_counts"], "schema": "genre_counts"},
            "applied": {"stream": "abc", "identity": "def"},
        }
    )
