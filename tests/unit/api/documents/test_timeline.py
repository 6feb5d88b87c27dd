from tune_api.documents.timeline import timeline


def test_nothing_has_become_of_a_new_job(make_job):
    shown = timeline(make_job(), ())
    assert (shown.attempts, shown.events) == ([], [])


def test_attempts_keep_their_order(make_job):
    ended = [{"number": each, "endTime": "2026-01-31T12:00:00Z"} for each in (4, 3)]
    job = make_job(status={"attempt": {"number": 5}, "attempts": ended})
    assert [each.number for each in timeline(job, ()).attempts] == [5, 4, 3]
