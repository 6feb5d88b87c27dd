import pytest

from tune_api.loopback import is_loopback


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True),
        ("127.0.0.2", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("tunes.example.com", False),
    ],
)
def test_this_machine_alone(host, here):
    assert is_loopback(host) is here
