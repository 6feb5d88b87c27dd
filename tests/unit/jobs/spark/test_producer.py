from tune_jobs.spark.producer import chunks


def test_chunks_are_below_their_size():
    records = [(b"k" * 2, b"v" * 3)] * 5
    assert list(chunks(records, 10)) == [records[:2], records[:2], records[:1]]


def test_a_record_above_the_size_is_a_chunk_of_its_own():
    small, large = (b"k", b"v"), (b"k", b"v" * 100)
    assert list(chunks([small, large, small], 10)) == [[small], [large], [small]]


def test_nothing_is_no_chunk():
    assert list(chunks([], 10)) == []
