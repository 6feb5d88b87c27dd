from pathlib import Path

import httpx
import pytest

from tune_cli.calling.generated import Api, JobList, SessionDocument
from tune_cli.reference.api_client import GENERATED, api_client
from tune_contract.tunejob.phase import Phase

ROOT = Path(__file__).parents[4]


def test_the_file_is_as_the_description_says() -> None:
    assert (ROOT / GENERATED).read_text(encoding="utf-8") == api_client(ROOT), "stale: make docs"


@pytest.fixture
def api() -> Api:
    """An API that says what it was asked."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/v1/session":
            name = f"{request.method} {request.content.decode()}"
            return httpx.Response(200, json={"name": name, "scopes": [], "keysNeeded": True})
        if request.url.path == "/api/v1/jobs":
            return httpx.Response(200, json={"jobs": []})
        rows = [{"asked": str(request.url)}]
        return httpx.Response(200, json={"rows": rows, "nextCursor": None, "novelty": 1})

    return Api(httpx.Client(transport=httpx.MockTransport(answer), base_url="http://api"))


def test_answers_are_documents(api: Api) -> None:
    assert api.list_jobs() == JobList(jobs=[])
    assert api.get_session() == SessionDocument(name="GET ", scopes=[], keys_needed=True)


def test_what_is_not_said_is_not_asked(api: Api) -> None:
    page = api.get_rows("default", "a/b", "t", limit=5)
    assert page.rows == [{"asked": "http://api/api/v1/jobs/default/a%2Fb/tables/t/rows?limit=5"}]


def test_a_body_is_sent_as_it_is(api: Api) -> None:
    answer = api.begin_session(content=b"{}")
    assert answer.json()["name"] == "POST {}"


def test_types_of_the_contract_are_used_where_there_are() -> None:
    assert (
        JobList.model_fields["jobs"].annotation.__args__[0].model_fields["phase"].annotation
        is Phase
    )
