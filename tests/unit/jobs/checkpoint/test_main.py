import json

import pytest

from tune_jobs.checkpoint.main import main


@pytest.fixture
def made(make_checkpoint):
    return make_checkpoint()


@pytest.fixture
def run(make_config, made, tmp_path, capsys):
    """run("verify", ...) -> (exit code, lines said, error said) with the job's document."""

    def run(*arguments, **fields):
        config = make_config(checkpoint={"location": str(made.folder)}, **fields)
        path = tmp_path / "job.json"
        path.write_text(config.model_dump_json())
        command, *options = arguments
        code = main([command, "--config", str(path), *options])
        said = capsys.readouterr()
        return code, said.out.splitlines(), said.err

    return run


def test_a_whole_checkpoint_is_told(run, made):
    code, lines, _ = run("verify")
    assert (code, lines[0]) == (0, f"{made.folder}: ok")
    assert lines[1:2] + lines[3:] == [
        "  batches 0 to 3 kept, 3 of 2026-09-21 14:13:23 UTC committed last",
        "  last good batch: 3",
        "  Nothing is to be done.",
    ]


def test_a_broken_one_is_told_as_json_too(run, made):
    made.remove("state/0/1/4.delta")
    code, lines, _ = run("verify", "--json")
    report = json.loads("\n".join(lines))
    assert (code, report["verdict"], report["lastGoodBatch"]) == (1, "missing", 2)


def test_another_jobs_checkpoint(run):
    job = {"namespace": "default", "name": "other", "uid": "uid-2"}
    code, lines, _ = run("verify", job=job)
    assert code == 1
    assert "  foreign: tunejob.json: it is of default/genre-counts, uid uid-1" in lines


def test_the_list_has_all_of_a_job_with_the_one_in_use(run, made):
    assert run("restore", "--to-batch", "1")[0] == 0
    code, lines, _ = run("list")
    assert (code, lines[0]) == (0, f"{made.folder}: ok (in use)")
    assert lines[1].startswith("  resetNonce 0, query ")
    assert lines[1] != lines[5]
    assert lines[2].startswith("  batches 0 to 1 kept, 1 of ")
    assert lines[4].startswith(f"{made.folder}.bak-")
    assert lines[6].startswith("  batches 0 to 3 kept, 3 of ")
    reports = json.loads("\n".join(run("list", "--json")[1]))
    assert [each["lastBatch"] for each in reports] == [1, 3]


def test_a_dry_run_says_it_and_does_nothing(run, made):
    before = made.files()
    code, lines, _ = run("restore", "--to-batch", "1", "--dry-run")
    assert (code, lines[-1]) == (0, "Nothing is done: --dry-run")
    assert lines[0].startswith(f"{made.folder} goes back to batch 1; all that is there stays in ")
    assert made.files() == before


@pytest.mark.parametrize(
    ("arguments", "fields", "code", "error"),
    [
        (["restore", "--to-batch", "9"], {}, 2, "error: cannot go back to batch 9 of "),
        (
            ["restore", "--to-batch", "1"],
            {"pipeline": "top-songs", "sinks": [{"kind": "delta", "path": "/delta"}]},
            2,
            "error: genre-counts fills a lake, which would have each event",
        ),
    ],
)
def test_what_cannot_be_done_is_told(run, arguments, fields, code, error):
    ended = run(*arguments, **fields)
    assert (ended[0], ended[2].startswith(error)) == (code, True)


@pytest.mark.parametrize("location", ["s3a://bucket/0", "hdfs://host/0"])
def test_a_store_is_told_with_what_to_run(capsys, location):
    assert main(["verify", "--location", location]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"error: {location} is not a folder of this machine")
    assert "aws s3 sync" in said


def test_no_checkpoint_yet(tmp_path, capsys):
    assert main(["verify", "--location", str(tmp_path / "none")]) == 3
    assert "the job's first driver makes it" in capsys.readouterr().err
