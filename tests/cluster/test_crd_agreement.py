"""The same text is right or wrong to a model and to the API server, also where it is odd.

CEL's regular expressions, numbers and letters are not Python's: what differs shows in made-up texts
rather than in those that people think of.
"""

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest
from kubernetes import client
from kubernetes.client.exceptions import ApiException
from pydantic import ValidationError

from tune_contract.tunejob import TuneJob

SEED = 7
UNPROCESSABLE = 422
MADE_UP = 150  # a field: some 3 ms each
SPEC: dict[str, Any] = {
    "pipeline": "nightly",
    "kafka": {"bootstrapServers": "kafka:9092", "topics": {"plays": {"name": "plays"}}},
    "sinks": [{"postgres": {"secretRef": {"name": "results"}}}],
}
ODD = "\n\t\v\u00a0\u2003\u017f\u212a\u0663é😀\\'\"$"
DURATIONS = [
    *["1h", "30 m", "500ms ", "2 WEEKS", " 7d", "0s", "10 seconds", "1 MilliSecond", "3650d"],
    *["0", "9", "00", "99999999999", "ms", "m", "W", "Min", "sec", "mins", " ", "-", ".", ","],
]
NAMES = ["a", "b", "Z", "0", "7", "-", ".", "_", "/", "x" * 20, "pg_", "spark.", "secret"]
QUANTITIES = ["0", "1", "12", ".", "5", "m", "k", "Ki", "Mi", "G", "E", "e", "-", "+", " "]
ADDRESSES = ["a:1", "b-1.c_d:9092", "10.0.0.7:65535", ",", ",", ":", "x", "123456"]
FIELDS = ["* ", "0 7 ", "*/5 ", "MON-FRI", "0 7 * * ", "@daily"]
MEMORY = ["1", "512", "0", "m", "g", "K", "T", "Gi", ".", "-"]
PATHS = {
    ("trigger", "interval"): DURATIONS,
    ("upgrade", "drainTimeout"): DURATIONS,
    ("kafka", "topics", "plays", "retention"): DURATIONS,
    ("kafka", "topics", "plays", "name"): NAMES,
    ("kafka", "bootstrapServers"): ADDRESSES,
    ("sinks", 0, "postgres", "schema"): NAMES,
    ("sinks", 0, "postgres", "secretRef", "name"): NAMES,
    ("trigger", "schedule"): FIELDS,
    ("driver", "memory"): MEMORY,
    ("driver", "resources", "limits", "cpu"): QUANTITIES,
}
BACKOFFS = ["1s", "1000 ms", "59s 1000ms", "1m", "60 seconds", "61s", "1h", "59 min 60s", "1d"]


def made_up(pieces: list[str], rng: random.Random) -> Iterator[str]:
    yield from ("", " ", "\n", *pieces)
    yield from ODD
    for _ in range(MADE_UP):
        text = "".join(rng.choices(pieces, k=rng.randint(1, 6)))
        if rng.random() < 0.2:
            at = rng.randint(0, len(text))
            text = text[:at] + rng.choice(ODD) + text[at:]
        yield text


def document(path: tuple[str | int, ...], value: object) -> dict[str, Any]:
    spec = copy.deepcopy(SPEC)
    at: Any = spec
    for step in path[:-1]:
        at = at[step] if isinstance(step, int) else at.setdefault(step, {})
    at[path[-1]] = value
    return {
        "apiVersion": "tunejob.io/v1alpha1",
        "kind": "TuneJob",
        "metadata": {"name": "made-up"},
        "spec": spec,
    }


def taken_by_model(made: dict[str, Any]) -> bool:
    try:
        TuneJob.model_validate(made)
    except ValidationError:
        return False
    return True


@pytest.fixture
def taken_by_cluster(api, crd, namespace):
    custom = client.CustomObjectsApi(api)

    def taken(made: dict[str, Any]) -> bool:
        try:
            custom.create_namespaced_custom_object(
                "tunejob.io", "v1alpha1", namespace, "tunejobs", made, dry_run="All"
            )
        except ApiException as error:
            if error.status != UNPROCESSABLE:
                raise
            return False
        return True

    return taken


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ".".join(map(str, path)))
def test_texts(taken_by_cluster, path) -> None:
    counts, differ = {True: 0, False: 0}, []
    for text in dict.fromkeys(made_up(PATHS[path], random.Random(SEED))):
        made = document(path, text)
        mine, theirs = taken_by_model(made), taken_by_cluster(made)
        counts[mine] += 1
        if mine is not theirs:
            differ.append((text, mine, theirs))
    assert differ == []
    assert min(counts.values()) > 2, counts  # else the made-up texts show nothing


def test_spark_keys(taken_by_cluster) -> None:
    pieces = [
        *["spark.", "sql.", "adaptive.", "enabled", "serializer", "master", "log.level", "x", "."],
        *["kryoserializer.", "hadoop.fs.s3a.", "endpoint", "Access.Key", "PASSWORD", "cleaner."],
    ]
    for text in dict.fromkeys(made_up(pieces, random.Random(SEED))):
        made = document(("sparkConf",), {"spark.sql.adaptive.enabled": "true", text: "1"})
        assert taken_by_model(made) is taken_by_cluster(made), text


@pytest.mark.parametrize("initial", BACKOFFS)
def test_backoff_is_ordered(taken_by_cluster, initial) -> None:
    for longest in BACKOFFS:
        backoff = {"initial": initial, "max": longest}
        made = document(("restartPolicy", "backoff"), backoff)
        assert taken_by_model(made) is taken_by_cluster(made), backoff


@pytest.mark.parametrize("value", [True, 0, 1, -1, 2**53, 1.0, 0.5, [], {}, "1"])
def test_quantities_that_are_no_text(taken_by_cluster, value) -> None:
    made = document(("driver", "resources", "requests", "cpu"), value)
    assert taken_by_model(made) is taken_by_cluster(made)


@pytest.mark.parametrize("name", ["a", "a-b", "a" * 40, "a" * 41, "a.b", "1a", "a-"])
def test_names(taken_by_cluster, name) -> None:
    made = document(("suspend",), False)
    made["metadata"]["name"] = name
    assert taken_by_model(made) is taken_by_cluster(made)
