import pytest

from tune_contract.errors import InvalidInput
from tune_contract.runtime.reports import Ledger, LedgerEntry
from tune_contract.tunejob.disorder import DisorderSpec
from tune_producer.ledger_file import LedgerFile, printed


def mark() -> str:
    return "aabbccddee"


def test_first_run_gets_a_mark(config):
    expected = Ledger(topic="plays", scenario="steady", seed=7, run="aabbccddee")
    assert LedgerFile(config.ledger_file).load(config, mark) == expected


def test_the_mark_may_be_given(config):
    given = config.model_copy(update={"run": "ab12.0"})
    assert LedgerFile(config.ledger_file).load(given, mark).run == "ab12.0"


def test_restart_gets_what_was_saved(config, ledger):
    file = LedgerFile(config.ledger_file)
    saved = ledger.model_copy(update={"acknowledged": 5, "offsets": {0: 5}, "by_key": {"pop": 5}})
    file.save(saved)
    assert file.load(config, mark) == saved


def test_without_a_path_nothing_is_kept(config, ledger, tmp_path):
    file = LedgerFile("")
    file.save(ledger)
    assert list(tmp_path.iterdir()) == []
    assert file.load(config, mark).run == "aabbccddee"


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"topic": "chat"}, "is of topic 'chat', not 'plays'"),
        ({"scenario": "waves"}, "is of scenario 'waves', not 'steady'"),
        ({"seed": 8}, "is of seed 8, not 7"),
        ({"run": "other"}, "is of run 'other', not '0011223344'"),
    ],
)
def test_other_events_are_refused(config, ledger, other, message):
    file = LedgerFile(config.ledger_file)
    file.save(ledger.model_copy(update=other))
    config = config.model_copy(update={"run": ledger.run})
    with pytest.raises(InvalidInput, match=message):
        file.load(config, mark)


@pytest.mark.parametrize(
    "other", [{"parameters": {"users": 5}}, {"disorder": DisorderSpec(late=0.1)}]
)
def test_a_ledger_of_another_variant_is_refused(config, other):
    waves = config.model_copy(update={"scenario": "waves"})
    file = LedgerFile(config.ledger_file)
    file.save(file.load(waves, mark))
    with pytest.raises(InvalidInput, match="is of other parameters or another disorder"):
        file.load(waves.model_copy(update=other), mark)
    assert file.load(waves, mark).variant == ""


def test_a_ledger_says_what_it_counts_by(config):
    made = LedgerFile("").load(config.model_copy(update={"scenario": "regions"}), mark)
    assert (made.counted_by, made.grain) == (("region", "track_id"), 3_600_000)


def test_a_long_ledger_is_printed_without_what_it_counts_by_key(ledger):
    entry = LedgerEntry(minute=1_800_000_000_000, key="pop", count=1)
    few, many = (
        ledger.model_copy(update={"by_key": {"pop": 1}, "entries": [entry] * count})
        for count in (10, 10_000)
    )
    assert Ledger.model_validate_json(printed(few)) == few
    assert Ledger.model_validate_json(printed(many)) == many.model_copy(update={"entries": []})
    keys = {f"key {number}": 1 for number in range(10_000)}
    endless = ledger.model_copy(update={"by_key": keys})
    assert Ledger.model_validate_json(printed(endless)) == ledger


def test_other_file_is_refused(config, tmp_path):
    (tmp_path / "ledger.json").write_text("hello")
    with pytest.raises(InvalidInput, match="is not a ledger"):
        LedgerFile(config.ledger_file).load(config, mark)


def test_folder_that_is_none_is_named(ledger, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInput, match=r"cannot write the ledger .*: (Not a|File exists)"):
        LedgerFile(str(tmp_path / "file" / "ledger.json")).save(ledger)
