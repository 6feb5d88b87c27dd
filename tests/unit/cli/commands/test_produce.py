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
        (
            ["--scenario", "tides"],
            2,
            "error: tune produce is not valid: scenario: 'tides': no such",
        ),
        (
            ["--scenario", "waves", "--parameter", "waves=[{name: a, size: 0}]"],
            2,
            "error: tune produce is not valid: parameters.waves[0].size: 0: input should be greater",
        ),
        (
            ["--scenario", "regions", "--parameter", "span=2d"],
            2,
            "error: tune produce is not valid: parameters.span: needs total",
        ),
        (["--parameter", "span"], 2, "error: Invalid value for --parameter: 'span' is not NAME="),
        (["--parameter", "a=["], 2, "error: Invalid value for --parameter: the value of a is not"),
        (["--invention", "/none.json"], 3, "error: /none.json: no such file\nhint: `tune invent"),
        (["--late", "2"], 2, "error: Invalid value for '--late': "),
        (
            ["--late-by", "0s"],
            2,
            "error: tune produce is not valid: disorder.lateBy: '0s': must be",
        ),
        (
            ["--late", "0.6", "--future", "0.6"],
            2,
            "error: tune produce is not valid: disorder: an event has one fault at most",
        ),
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
