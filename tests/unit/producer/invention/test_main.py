import sys

import pytest

from tune_contract.errors import InvalidInput
from tune_contract.invention.request import InventionRequest
from tune_contract.runtime.invention_config import InventionConfig
from tune_contract.runtime.reports import Termination
from tune_producer.invention.builtin import BuiltIn
from tune_producer.invention.main import main, make_provider
from tune_producer.invention.settings import ModelSettings


@pytest.fixture(autouse=True)
def no_key(monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_API_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def invent(tmp_path):
    """invent(**changes) -> exit code and the word it left."""

    def run(**changes: object) -> tuple[int, Termination]:
        config = InventionConfig(
            request=InventionRequest(tracks=2, personas=1),
            out=str(tmp_path / "x.json"),
            termination_file=str(tmp_path / "end.json"),
        ).model_copy(update=changes)
        path = tmp_path / "config.json"
        path.write_text(config.model_dump_json())
        code = main(["--config", str(path)])
        return code, Termination.model_validate_json((tmp_path / "end.json").read_bytes())

    return run


def test_the_built_in_serves(invent, tmp_path):
    assert invent() == (0, Termination(exit_code=0))
    first = (tmp_path / "x.json").read_bytes()
    assert b'"by": "built-in"' in first
    assert invent() == (0, Termination(exit_code=0))
    assert (tmp_path / "x.json").read_bytes() == first
    invent(again=True)
    assert (tmp_path / "x.json").read_bytes() != first  # the time is another


def test_a_wrong_setting_is_one_line(invent, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.delenv("OPENAI_MODEL", raising=False)
    code, end = invent()
    assert (code, end.exit_code) == (2, 2)
    assert end.message.startswith("there is a key, and OPENAI_MODEL does not name a model (set")
    assert capsys.readouterr().err == f"tune-invention: {end.message}\n"
    assert not (tmp_path / "x.json").exists()


def test_a_config_that_is_none(tmp_path, capsys):
    assert main(["--config", str(tmp_path / "none")]) == 2
    (tmp_path / "config.json").write_text("{}")
    assert main(["--config", str(tmp_path / "config.json")]) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert first.endswith("none: No such file or directory (check --config)")
    assert second.endswith("config.json is not valid: out: is missing")


def test_without_a_key_the_library_is_not_even_loaded(monkeypatch):
    monkeypatch.setitem(sys.modules, "openai", None)
    assert isinstance(make_provider(None, 1), BuiltIn)


def test_a_missing_library_is_said(monkeypatch):
    monkeypatch.delitem(sys.modules, "tune_producer.invention.chat_completions", raising=False)
    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(InvalidInput) as raised:
        make_provider(ModelSettings("sk-secret", "a"), 1)
    assert raised.value.message == "the client for language models is not installed"
    assert raised.value.hint.startswith("pip install 'tune-producer[invention]'")
