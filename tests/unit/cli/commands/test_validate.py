from pathlib import Path

import pytest

from tune_cli.main import execute

EXAMPLE = Path(__file__).parents[4] / "examples" / "genre-counts.yaml"


def test_says_ok_or_every_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["validate", str(EXAMPLE)]) == 0
    assert capsys.readouterr().out == (
        f"{EXAMPLE}: ok, TuneJob genre-counts runs genre-counts\n"
        "  producer: steady, without end, 200 events/s\n"
    )
    bad = tmp_path / "bad.yaml"
    bad.write_text(EXAMPLE.read_text().replace("rate: 200", "rate: -1").replace("seed", "sed"))
    assert execute(["validate", str(bad)]) == 2
    assert [line.split(":")[0].strip() for line in capsys.readouterr().err.splitlines()[1:3]] == [
        "spec.producer.rate",
        "spec.producer.sed",
    ]


def test_says_what_the_producer_will_make(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "waves.yaml"
    producer = (
        "scenario: waves\n    rate: 0\n    parameters: {artist: Åse}\n"
        "    disorder: {late: 0.05, lateBy: 1h}\n"
    )
    text = EXAMPLE.read_text().replace("scenario: steady\n", producer)
    file.write_text("\n".join(line for line in text.split("\n") if "rate: 200" not in line))
    assert execute(["validate", str(file)]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "  producer: waves, 4,500 events, as fast as Kafka takes them",
        '  parameters: {"artist": "Åse"}',
        "  disorder: late 0.05, lateBy 1h",
    ]
