import pytest
from starlette.datastructures import Headers

from tune_api.access.credential import Credential, credential_of


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, Credential()),
        ({"Authorization": "Bearer a"}, Credential("a")),
        ({"Authorization": "bearer  a "}, Credential("a")),
        ({"Authorization": "Basic a"}, Credential()),
        ({"X-API-Key": "b"}, Credential("b")),
        ({"Cookie": "x=1; tune_session=c"}, Credential("c", by_cookie=True)),
        ({"Cookie": 'tune_session="c;d"'}, Credential("c;d", by_cookie=True)),
        ({"Cookie": "tune_session="}, Credential()),
        ({"Cookie": "[=1; tune_session"}, Credential()),
        ({"Cookie": "tune_session=c", "X-API-Key": "b"}, Credential("b")),
        ({"Authorization": "Bearer a", "X-API-Key": "b"}, Credential("a")),
    ],
)
def test_what_is_shown(headers, expected):
    assert credential_of(Headers(headers)) == expected


def test_it_is_not_printed():
    assert "secret" not in repr(Credential("secret"))
