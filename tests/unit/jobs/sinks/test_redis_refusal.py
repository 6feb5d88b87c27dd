import pytest
from redis import exceptions

from tune_jobs.sinks.redis_refusal import NO_CLUSTER, refusal


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (exceptions.AuthenticationError("no"), "the user or the password is wrong (no)"),
        (exceptions.NoPermissionError("no"), "the user has no right to do that (no)"),
        (exceptions.OutOfMemoryError("no"), "its memory is full (no)"),
        (exceptions.ReadOnlyError("no"), "it is a read-only replica (no)"),
        (exceptions.ResponseError("MISCONF disk"), "MISCONF disk"),
        (
            exceptions.ResponseError("Command # 1 (SET secret) of pipeline caused error: no"),
            "no",
        ),
    ],
)
def test_what_is_refused_for_good(error, message):
    refused = refusal(error)
    assert refused is not None
    assert refused.message == f"Redis refuses: {message}"
    assert refused.hint


@pytest.mark.parametrize(
    "error",
    [
        exceptions.MovedError("1 127.0.0.1:7000"),
        exceptions.ClusterCrossSlotError("keys"),
        exceptions.ClusterDownError("down"),
    ],
)
def test_clusters(error):
    assert refusal(error) is NO_CLUSTER


@pytest.mark.parametrize(
    "error",
    [
        exceptions.ConnectionError("refused"),
        exceptions.TimeoutError("late"),
        exceptions.BusyLoadingError("loading"),
        exceptions.WatchError("changed"),
        exceptions.ExecAbortError("discarded"),
    ],
)
def test_what_may_work_later(error):
    assert refusal(error) is None
