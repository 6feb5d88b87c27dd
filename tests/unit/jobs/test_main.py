import os
import subprocess
import sys

from tune_contract.runtime.reports import Termination
from tune_contract.tunejob.phase import FailureClass
from tune_jobs.main import main


def test_wrong_config_ends_with_2(tmp_path):
    assert main(["--config", str(tmp_path / "none.json")]) == 2


def test_driver_that_cannot_start_says_so_in_one_line_and_in_its_file(tmp_path, make_config):
    said = tmp_path / "termination.json"
    path = tmp_path / "job.json"
    path.write_text(make_config(terminationFile=str(said)).model_dump_json())
    ended = subprocess.run(
        [sys.executable, "-m", "tune_jobs", "--config", str(path)],
        env={"TUNE_JARS": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    message = "JAVA_HOME is not set (set it to a Java 17 or newer)"
    assert ended.returncode == 1
    assert ended.stderr.endswith(f" ERROR {message}\n")
    assert ended.stderr.count("\n") == 1
    assert Termination.model_validate_json(said.read_bytes()) == Termination(
        exit_code=1, failure_class=FailureClass.APPLICATION, message=message
    )


def test_a_driver_that_is_still_importing_can_be_stopped(tmp_path):
    (tmp_path / "pyspark.py").write_text("import time\nprint('here', flush=True)\ntime.sleep(60)")
    driver = subprocess.Popen(
        [sys.executable, "-P", "-m", "tune_jobs", "--config", "job.json"],
        env=os.environ | {"PYTHONPATH": str(tmp_path)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert driver.stdout.readline() == "here\n"
    driver.terminate()
    driver.communicate(timeout=30)
    assert driver.returncode == 0
