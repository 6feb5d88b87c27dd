import pytest

from tune_producer.event_id import EventIds

IDS = EventIds(seed=255, run="0011223344")


def test_id_holds_seed_run_and_sequence():
    assert IDS.at(42) == "ff-0011223344-000000000000042"


def test_sequence_is_read_back():
    for value in ("%s", '{"event_id":"%s","timestamp":1}', "[%s]", "event_id=%s was played"):
        assert IDS.sequence((value % IDS.at(123_456_789)).encode()) == 123_456_789


@pytest.mark.parametrize(
    "other",
    [
        EventIds(255, "0011223345").at(1),
        EventIds(254, "0011223344").at(1),
        "ff-0011223344-1",
        "ff-0011223344-00000000000004x",
        f"a{IDS.at(1)}",
        f"{IDS.at(1)}0",
        f"0.{IDS.at(1)}",
        "x" * 29,
        "",
    ],
)
def test_other_ids_are_not_ours(other):
    assert IDS.sequence(f'{{"event_id":"{other}"}}'.encode()) is None
