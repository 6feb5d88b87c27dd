import pytest

from tune_contract.callers import is_forged, is_trusted_host

NAMES = ("tunes.example.com", "*.apps.example.com")


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "localhost:8088", "LOCALHOST:1", "127.0.0.1:8088", "10.42.0.7:8080"),
        *("[::1]:8088", "[fd00::7]", "tunes.example.com", "Tunes.Example.com.:443"),
        *("a.apps.example.com", "a.b.apps.example.com:8443"),
    ],
)
def test_addresses_this_machine_and_given_names_are_trusted(host):
    assert is_trusted_host(host, NAMES)


@pytest.mark.parametrize(
    "host",
    [
        *("", ":80", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example"),
        *("tunes.example.com.evil.example", "apps.example.com", "evilapps.example.com"),
        *("evil.example@127.0.0.1.evil.example", "[::1", "[evil]", "x" * 10_000),
    ],
)
def test_every_other_name_is_not(host):
    assert not is_trusted_host(host, NAMES)


@pytest.mark.parametrize("origin", ["", "http://127.0.0.1:8088", "https://127.0.0.1:8088"])
def test_our_own_page_and_programs_forge_nothing(origin):
    assert not is_forged(origin, "127.0.0.1:8088")


@pytest.mark.parametrize(
    "origin",
    ["null", "http://evil.example", "http://127.0.0.1:9999", "http://127.0.0.1", "nonsense"],
)
def test_the_page_of_another_site_does(origin):
    assert is_forged(origin, "127.0.0.1:8088")
