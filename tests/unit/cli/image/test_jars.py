import os

from tune_cli.image.jars import set_jar_times


def test_jars_have_a_time_that_every_layer_keeps(tmp_path):
    for name in ("a.jar", "b.jar", "notes.txt"):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1_800_000_000.7, 1_800_000_000.7))
    set_jar_times(tmp_path)
    times = {path.name: path.stat().st_mtime for path in tmp_path.iterdir()}
    assert times == {
        "a.jar": 1_577_836_800,
        "b.jar": 1_577_836_800,
        "notes.txt": 1_800_000_000.7,
    }
