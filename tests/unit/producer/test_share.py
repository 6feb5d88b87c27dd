import numpy as np
import pytest

from tune_contract.errors import InvalidInput
from tune_producer.share import INDEX, Share, own_share, stream


def shares(config, count: int, **update: object):
    whole = config.model_copy(update={"replicas": count, **update})
    return [own_share(whole, {INDEX: str(index)}) for index in range(count)]


def test_a_single_producer_keeps_all(config):
    assert own_share(config, {INDEX: "3"}) is config


@pytest.mark.parametrize(("total", "expected"), [(10, [4, 3, 3]), (9, [3, 3, 3]), (0, [0, 0, 0])])
def test_the_total_is_split_exactly(config, total, expected):
    assert [each.total for each in shares(config, 3, total=total)] == expected


def test_the_rate_is_split_evenly(config):
    assert [each.rate for each in shares(config, 4, rate=10.0)] == [2.5] * 4


def test_each_has_its_own_run_and_ledger(config, tmp_path):
    found = shares(config, 2, run="ab12")
    assert [each.run for each in found] == ["ab12.0", "ab12.1"]
    assert [each.ledger_file for each in found] == [
        str(tmp_path / "ledger-0.json"),
        str(tmp_path / "ledger-1.json"),
    ]
    assert [each.ledger_file for each in shares(config, 2, ledger_file="")] == ["", ""]


def test_the_index_may_stand_in_the_config(config):
    whole = config.model_copy(update={"replicas": 2, "replica": 1})
    assert own_share(whole, {}).replica == 1
    assert own_share(whole, {INDEX: "0"}).replica == 0


def test_streams_differ(config):
    assert [stream(each, "ab12") for each in shares(config, 3)] == [0, 1, 2]
    assert stream(config, "ab12") == 0


def test_without_an_index_only_the_rate_is_shared(config):
    own = own_share(config.model_copy(update={"replicas": 2, "rate": 10.0}), {})
    assert (own.rate, own.replica, own.ledger_file) == (5.0, None, config.ledger_file)
    assert stream(own, "ab12") != stream(own, "ab13")


@pytest.mark.parametrize("update", [{"total": 10}, {"run": "ab12"}])
def test_what_cannot_be_shared_without_an_index_is_refused(config, update):
    with pytest.raises(InvalidInput, match="which of the 2 producers"):
        own_share(config.model_copy(update={"replicas": 2, **update}), {})


@pytest.mark.parametrize("index", ["2", "-1", "x"])
def test_a_wrong_index_is_refused(config, index):
    with pytest.raises(InvalidInput, match="is none of 2 producers"):
        own_share(config.model_copy(update={"replicas": 2}), {INDEX: index})


def test_fewer_events_than_producers_are_refused(config):
    with pytest.raises(InvalidInput, match="cannot share a total of 2"):
        shares(config, 3, total=2)


def test_producers_take_turns():
    places = [Share(3, replica).of_all(np.arange(4)) for replica in range(3)]
    assert sorted(np.concatenate(places).tolist()) == list(range(12))
    assert Share().of_all(np.arange(3)).tolist() == [0, 1, 2]
