from tune_jobs.checkpoint.basis import Change, changes, hash_of, merged


def test_the_hash_is_of_the_content_and_not_of_its_order():
    assert hash_of({"b": 1, "a": "x"}) == hash_of({"a": "x", "b": 1})
    assert hash_of({"a": "x"}) != hash_of({"a": "y"})
    assert hash_of({}) == (
        "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    )


def test_only_what_both_know_is_compared():
    assert changes({"a": 1, "old": 2}, {"a": 3, "new": 4}) == [Change("a", 1, 3)]


def test_the_partitions_stay_as_they_were():
    was = {"spark": "4.2", "spark.sql.shuffle.partitions": "2"}
    now = {"spark": "4.3", "spark.sql.shuffle.partitions": "8", "new": 1}
    assert merged(was, now) == {"spark": "4.3", "spark.sql.shuffle.partitions": "2", "new": 1}
