"""What is refused; tests/integration/test_run.py produces into a real Kafka."""

import pytest

from tune_cli.main import execute
from tune_cli.settings import Home


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        (["--rate", "-1"], 2, "error: Invalid value for '--rate': "),
        (["--total", "1.5"], 2, "error: Invalid value for '--total': "),
        (["--seed", "4294967296"], 2, "error: tune produce is not valid: seed: 4294967296: "),
        (["--scenario", "A B"], 2, "error: tune produce is not valid: scenario: 'A B': "),
        (["--topic", "a/b"], 2, "error: tune produce is not valid: topic.name: 'a/b': "),
        (["--duration", "soon"], 2, "error: Invalid value for '--duration': not a duration"),
        (["--bootstrap-servers", "kafka"], 2, "error: 'kafka' is not an address of Kafka"),
        (
            ["--bootstrap-servers", "127.0.0.1:1"],
            5,
            "error: no Kafka answers at 127.0.0.1:1\nhint: check the address",
        ),
    ],
)
def test_what_is_wrong_is_told_before_anything_starts(
    home: Home, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, error: str
) -> None:
    assert execute(["produce", *arguments, "--home", str(home.root)]) == code
    said = capsys.readouterr()
    assert said.err.startswith(error)
    assert said.out == ""
    assert not home.state.exists()
    assert not home.runs.exists() or list(home.runs.iterdir()) == []
