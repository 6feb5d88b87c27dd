import pytest

from tune_jobs.checkpoint.report import CheckpointReport, Verdict


@pytest.mark.parametrize(
    "folder", ["3", "3/", "3-17", "3.bak-20260101T120000Z", "3-17.bak-20260101T120000Z"]
)
def test_the_folder_says_the_nonce(folder):
    assert CheckpointReport(location=f"/checkpoints/uid-1/{folder}").reset_nonce == "3"


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_a_sentence(verdict):
    assert verdict.sentence.endswith(".")
    assert verdict.usable() is (verdict.value in {"ok", "unfinished"})
