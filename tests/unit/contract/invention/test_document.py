import pytest

from tune_contract.errors import InvalidInput
from tune_contract.invention.document import MOST_BYTES, Origin, parse_invention

HINT = "`tune invent --out FILE` writes one"


def test_the_built_in_is_known() -> None:
    assert Origin(by="built-in").built_in()
    assert not Origin(by="a-model", prompt_hash="00").built_in()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "x.json is not valid: b'': invalid JSON"),
        (b"{}", "x.json is not valid:\n  origin: is missing\n  madeAt: is missing"),
        (b"[]", "x.json is not valid: input should be an object"),
        (b" " * (MOST_BYTES + 1), "x.json is larger than 1 MiB, so it is no invention"),
    ],
)
def test_another_file_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        parse_invention(data, "x.json")
    assert raised.value.message.startswith(message)
    assert raised.value.hint == HINT
