import pytest

from tune_cli.calling.client import open_client
from tune_contract.errors import InvalidInput


def test_the_client_shows_the_key() -> None:
    with open_client("https://tunes.example", "k") as client:
        assert client.headers["authorization"] == "Bearer k"
    with open_client("http://127.0.0.1:8088", "") as client:
        assert "authorization" not in client.headers


@pytest.mark.parametrize("url", ["127.0.0.1:8088", "ftp://x", "http://", ""])
def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(InvalidInput, match="is no address"):
        open_client(url, "")
