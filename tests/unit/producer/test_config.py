import pytest

from tune_contract.errors import InvalidInput
from tune_producer.config import read_config, with_total


def test_config_is_read(tmp_path, config):
    path = tmp_path / "config.json"
    path.write_text(config.model_dump_json())
    assert read_config(path) == config


def test_missing_file(tmp_path):
    with pytest.raises(InvalidInput, match=r"cannot read .*: No such file"):
        read_config(tmp_path / "none")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"topic": "plays"}', "kafka: Field required"),
        ('{"kafka": {"bootstrapServers": "b"}, "topic": "p", "rate": -1}', "rate: Input should be"),
        ("{", "Invalid JSON"),
        ('{"kafka": {"bootstrapServers": "b"}, "topic": "p", "seed": -1}', "seed -1 is out of"),
    ],
)
def test_mistakes_are_named_in_one_line(tmp_path, text, message):
    path = tmp_path / "config.json"
    path.write_text(text)
    with pytest.raises(InvalidInput, match=message) as caught:
        read_config(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("scenario", "total", "expected"),
    [("steady", 0, 0), ("steady", 5, 5), ("waves", 0, 4_500), ("waves", 5, 5), ("regions", 0, 0)],
)
def test_a_scenario_may_have_a_total_of_its_own(config, scenario, total, expected):
    given = config.model_copy(update={"scenario": scenario, "total": total})
    assert with_total(given).total == expected
