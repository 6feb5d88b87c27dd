from tune_jobs.replay.reader import _stretches


def test_what_is_near_is_read_in_one_go():
    assert _stretches([3, 4, 503, 1004, 1005, 9000]) == [(3, 503), (1004, 1005), (9000, 9000)]
    assert _stretches([]) == []
