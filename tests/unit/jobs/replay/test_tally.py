import json

from tune_jobs.replay.tally import Tally


def tally() -> Tally:
    return Tally(selected=1_200, skipped=2).plus(from_kafka=1_000, gone=3).plus(from_kafka=100)


def test_counts_add_up():
    assert tally() == Tally(selected=1_200, skipped=2, from_kafka=1_100, gone=3)
    assert tally().left() == 3
    assert json.loads(tally().document())["from_kafka"] == 1_100


def test_sentences_name_what_there_is():
    assert tally().sentences("genres", dry=False) == [
        "genres: 1,200 dead letters, 2 of them replayed before",
        "  1,100 written back as Kafka has them",
        "  3 cannot be: no longer in Kafka, and the table has only a part",
    ]
    assert (
        tally().sentences("genres", dry=True)[1]
        == "  1,100 would be written back as Kafka has them"
    )
