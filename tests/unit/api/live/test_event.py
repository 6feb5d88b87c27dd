from tune_api.live.event import event


def test_an_event_ends_with_an_empty_line():
    assert event("jobs", "5f.1", '{"a":1}') == b'event: jobs\nid: 5f.1\ndata: {"a":1}\n\n'
