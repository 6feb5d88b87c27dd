from datetime import UTC, datetime

import pytest

from tune_contract.errors import InvalidInput, Unreachable
from tune_contract.invention.document import Origin
from tune_contract.invention.request import InventionRequest
from tune_producer.invention.builtin import BuiltIn
from tune_producer.invention.cache import invent_into, read_cache, serves

NOW = datetime(2026, 1, 2, tzinfo=UTC)
REQUEST = InventionRequest(tracks=2, personas=1)
MODEL = Origin(by="a-model", prompt_hash="00")
BUILT_IN = Origin(by="built-in")


class Model(BuiltIn):
    def origin(self, _request):
        return MODEL


class Broken(Model):
    def invent(self, _request):
        raise Unreachable("away")


def test_what_is_written_is_read(tmp_path):
    file = tmp_path / "new" / "x.json"
    document = invent_into(file, REQUEST, Model(), NOW)
    assert read_cache(file) == document
    assert (document.origin, document.made_at, document.request) == (MODEL, NOW, REQUEST)
    assert [each.name for each in file.parent.iterdir()] == ["x.json"]


def test_a_failure_leaves_the_file_as_it_was(tmp_path):
    file = tmp_path / "x.json"
    invent_into(file, REQUEST, Model(), NOW)
    before = file.read_bytes()
    with pytest.raises(Unreachable):
        invent_into(file, REQUEST, Broken(), NOW)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def test_no_file_is_nothing(tmp_path):
    assert read_cache(tmp_path / "x.json") is None


def test_another_file_is_not_overwritten(tmp_path):
    file = tmp_path / "tunejob.yaml"
    file.write_text("kind: TuneJob")
    with pytest.raises(InvalidInput) as raised:
        read_cache(file)
    assert raised.value.message.startswith(f"{file} is not valid: ")
    assert raised.value.hint == "give another --out; nothing was overwritten"


def test_a_folder_is_said(tmp_path):
    with pytest.raises(InvalidInput, match=f"cannot read {tmp_path}: Is a directory"):
        read_cache(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInput, match=r"cannot write .*check --out"):
        invent_into(tmp_path / "file" / "x.json", REQUEST, Model(), NOW)


@pytest.mark.parametrize(
    ("made_by", "asked", "request_", "serve"),
    [
        (MODEL, MODEL, REQUEST, True),
        (MODEL, MODEL, InventionRequest(tracks=3, personas=1), False),
        (MODEL, Origin(by="another", prompt_hash="00"), REQUEST, False),
        (MODEL, Origin(by="a-model", prompt_hash="01"), REQUEST, False),
        (MODEL, BUILT_IN, REQUEST, True),
        (BUILT_IN, BUILT_IN, REQUEST, True),
        (BUILT_IN, MODEL, REQUEST, False),
    ],
)
def test_when_the_file_serves(tmp_path, made_by, asked, request_, serve):
    document = invent_into(tmp_path / "x.json", REQUEST, Model(), NOW)
    document = document.model_copy(update={"origin": made_by})
    assert serves(document, request_, asked) is serve
