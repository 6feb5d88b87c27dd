from tune_api.documents.job import summary_of
from tune_api.jobs.history import History
from tune_contract.pipelines.genre_counts import GENRE_COUNTS
from tune_contract.pipelines.registry import PipelineRegistry


def test_a_summary(make_job):
    status = {"phase": "Failed", "progress": {"lag": 3}, "restarts": {"count": 2}}
    job = make_job("one", "ns", status=status)
    summary = summary_of(job, PipelineRegistry([GENRE_COUNTS]), History())
    shown = summary.model_dump(mode="json")
    assert shown["progress"]["lag"] == 3
    assert shown["restarts"]["count"] == 2
    assert {name: shown[name] for name in shown.keys() - {"progress", "restarts"}} == {
        "name": "one",
        "namespace": "ns",
        "phase": "Failed",
        "phaseMeaning": "It ended and is not started again; lastFailure says why.",
        "finished": True,
        "pipeline": "genre-counts",
        "conditions": [],
        "tables": ["genre_counts", "dead_letters"],
        "history": {"every": 5, "inputRowsPerSecond": [], "lag": []},
    }
