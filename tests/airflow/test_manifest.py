import pytest
from tunejob_airflow.manifest import for_run, read_manifest

JOB = {"kind": "TuneJob", "metadata": {"name": "x"}, "spec": {"pipeline": "p", "suspend": True}}


def test_each_run_has_a_nonce_of_its_own_and_keeps_it():
    first, again, second = (for_run(JOB, run)["spec"] for run in ("one", "one", "two"))
    assert first == again
    assert first["restartNonce"] != second["restartNonce"]
    assert 0 <= first["restartNonce"] < 2**31
    assert first["pipeline"] == "p"
    assert first["suspend"] is False


def test_a_file_that_is_no_tunejob_is_refused(tmp_path):
    (tmp_path / "pod.yaml").write_text("kind: Pod")
    with pytest.raises(ValueError, match=r"pod.yaml is no TuneJob: expected kind: TuneJob"):
        read_manifest(tmp_path / "pod.yaml")
