from tune_contract.runtime.reports import DisorderCounts


def test_counts_add_up() -> None:
    one = DisorderCounts(late=1, duplicated=2, malformed=3, future=4)
    other = DisorderCounts(late=10, duplicated=20, malformed=30, future=40)
    assert one.plus(other) == DisorderCounts(late=11, duplicated=22, malformed=33, future=44)


def test_an_extra_copy_is_no_event() -> None:
    assert DisorderCounts(late=1, duplicated=2, malformed=3, future=4).events() == 8
