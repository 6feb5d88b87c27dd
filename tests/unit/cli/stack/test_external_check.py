import pytest

from tune_cli.stack.external import ExternalServices
from tune_cli.stack.external_check import check_external
from tune_contract.errors import InvalidInput, Unreachable


@pytest.mark.parametrize("address", ["localhost", "localhost:kafka", ":9092", "host:0", "h:65536"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(InvalidInput) as caught:
        check_external(ExternalServices(bootstrap_servers=address))
    assert caught.value.message == f"{address!r} is not an address of Kafka"


def test_database_address_that_is_none_is_refused():
    with pytest.raises(InvalidInput, match="not a database address"):
        check_external(ExternalServices(database_uri="not a uri"))


def test_database_that_is_away_is_told():
    with pytest.raises(Unreachable, match="the database does not answer"):
        check_external(ExternalServices(database_uri="postgresql://127.0.0.1:1/x"))


def test_nothing_external_is_nothing_to_check():
    check_external(ExternalServices())
