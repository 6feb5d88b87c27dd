def test_the_list(client, jobs, make_job):
    jobs.jobs.append(make_job("other", "music"))
    listed = client.get("/api/v1/jobs").json()["jobs"]
    assert [(job["namespace"], job["name"], job["phase"]) for job in listed] == [
        ("default", "genre-counts", "Pending"),
        ("music", "other", "Pending"),
    ]


def test_no_jobs(client, jobs):
    jobs.jobs.clear()
    assert client.get("/api/v1/jobs").json() == {"jobs": []}


def test_one_job_is_the_tunejob_itself(client, make_job):
    document = client.get("/api/v1/jobs/default/genre-counts").json()
    assert document == make_job().model_dump(mode="json")


def test_an_unknown_job(client):
    response = client.get("/api/v1/jobs/default/nope")
    assert response.status_code == 404
    assert response.json()["detail"] == "there is no TuneJob default/nope"
