"""The example as Airflow has it, run from its first task to its last against a stand-in."""

from datetime import UTC, datetime

from airflow.utils.state import DagRunState

TASKS = ["enrich", "enrich_succeeded", "aggregate", "aggregate_succeeded", "load", "load_succeeded"]
JOBS = ["plays-enrich", "plays-aggregate", "plays-load"]


def test_it_is_parsed_without_errors(dags):
    assert dags.import_errors == {}
    assert list(dags.dags) == ["tunejob_plays"]
    dag = dags.dags["tunejob_plays"]
    assert [task.task_id for task in dag.topological_sort()] == TASKS
    assert dag.max_active_runs == 1


def test_it_runs(airflow_home, dags, api):
    run = dags.dags["tunejob_plays"].test(logical_date=datetime(2026, 1, 31, tzinfo=UTC))
    assert run.state == DagRunState.SUCCESS
    assert [each["metadata"]["name"] for each in api.applied] == JOBS
    assert {each["metadata"]["namespace"] for each in api.applied} == {"music"}
    assert len({each["spec"]["restartNonce"] for each in api.applied}) == 1
    assert {job["looks"] for job in api.jobs.values()} == {2}


def test_a_step_that_fails_ends_the_run(airflow_home, dags, api):
    api.answers = [{"phase": "Failed", "lastFailure": {"class": "Kafka", "message": "no topic"}}]
    run = dags.dags["tunejob_plays"].test(logical_date=datetime(2026, 2, 1, tzinfo=UTC))
    assert run.state == DagRunState.FAILED
    assert [each["metadata"]["name"] for each in api.applied] == JOBS[:1]
    states = {task.task_id: task.state for task in run.get_task_instances()}
    assert states["enrich_succeeded"] == "failed"
    assert states["aggregate"] == "upstream_failed"
