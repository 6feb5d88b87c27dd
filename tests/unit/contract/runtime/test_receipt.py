from tune_contract.runtime.receipt import Receipt, RecordError


def test_an_error_reads_as_a_sentence() -> None:
    assert str(RecordError(index=3, path="genre", reason="is missing")) == "genre: is missing"
    assert str(RecordError(index=3, reason="no JSON")) == "no JSON"


def test_a_receipt_of_a_later_version_is_read() -> None:
    found = Receipt.model_validate_json(b'{"accepted": 2, "title": "x", "errors": []}')
    assert found == Receipt(accepted=2)
