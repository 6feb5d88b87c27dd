import pytest
from kubernetes.client import ApiClient, Configuration

from tune_api.jobs.kubernetes import Answer, ask
from tune_contract.errors import Unreachable


def test_a_server_that_is_away():
    configuration = Configuration(host="http://127.0.0.1:1")
    configuration.retries = False
    with pytest.raises(Unreachable, match="the Kubernetes API does not answer"):
        ask(ApiClient(configuration), "/version")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"message": "no"}', "no"),
        (b"<html>", "Forbidden"),
        (b"", "Forbidden"),
        (b"[]", "Forbidden"),
    ],
)
def test_why_it_refuses(content, said):
    assert Answer(403, content, "Forbidden").said() == said
