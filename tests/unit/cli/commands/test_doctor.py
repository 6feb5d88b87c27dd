import pytest

from tune_cli.commands.doctor import line
from tune_cli.main import execute
from tune_cli.settings import Home
from tune_cli.stack.checks import Check


def test_prints_each_check(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    execute(["doctor", "--home", str(home.root)])
    names = [text.split()[1] for text in capsys.readouterr().out.splitlines() if "fix:" not in text]
    assert names[:3] == ["Python", "memory", "disk"]


def test_says_how_to_mend_what_is_wrong() -> None:
    assert line(Check("disk", ok=False, found="0.1 GiB free", fix="free some")) == (
        "BAD  disk          0.1 GiB free\n     fix: free some"
    )
