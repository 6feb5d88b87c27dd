import asyncio
from contextlib import suppress


def test_the_list(client, jobs, make_job):
    jobs.jobs.append(make_job("other", "music"))
    listed = client.get("/api/v1/jobs").json()["jobs"]
    assert [(job["namespace"], job["name"], job["phase"]) for job in listed] == [
        ("default", "genre-counts", "Pending"),
        ("music", "other", "Pending"),
    ]


def test_no_jobs(client, jobs):
    jobs.jobs.clear()
    assert client.get("/api/v1/jobs").json() == {"jobs": [], "staleSince": None}


def test_one_job_is_the_tunejob_itself(client, make_job):
    document = client.get("/api/v1/jobs/default/genre-counts").json()
    assert document == make_job().model_dump(mode="json")


def test_an_unknown_job(client):
    response = client.get("/api/v1/jobs/default/nope")
    assert response.status_code == 404
    assert response.json()["detail"] == "there is no TuneJob default/nope"


def test_the_stream_begins_with_the_list_and_counts_its_clients(client, services, told):
    """Without a socket: the app is asked as a server would, and left after the first event."""
    sent = []

    async def run():
        gone = asyncio.Event()

        async def receive():
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            sent.append(message)
            if b"event: jobs" in message.get("body", b""):
                assert b"tune_api_sse_clients 1.0" in services.metrics.text()
                gone.set()

        looking = asyncio.create_task(services.board.run())
        scope = {"type": "http", "method": "GET", "path": "/api/v1/jobs/stream"}
        scope |= {"query_string": b"", "headers": [(b"host", b"localhost")]}
        async with asyncio.timeout(5):
            await client.app(scope, receive, send)
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking

    asyncio.run(run())
    headers = dict(sent[0]["headers"])
    assert headers[b"content-type"] == b"text/event-stream; charset=utf-8"
    event = told(b"".join(message["body"] for message in sent[1:]))
    assert event.data == client.get("/api/v1/jobs").json()
    assert b"tune_api_sse_clients 0.0" in services.metrics.text()
