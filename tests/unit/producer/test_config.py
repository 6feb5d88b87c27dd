import pytest

from tune_contract.errors import InvalidInput
from tune_producer.config import read_config


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
