import pytest

from tune_api.live.edition import Edition, epoch_of


def test_an_id_is_read_back():
    edition = Edition("5f-1")
    assert edition.read(edition.write(7), newest=9) == 7


@pytest.mark.parametrize(
    "text",
    ["", "5f-1", "5f-1.", "5f-2.7", "7", "5f-1.10", "5f-1.-1", "5f-1.²", "5f-1." + "9" * 5000],
)
def test_what_is_none_of_its_ids_has_seen_nothing(text):
    assert Edition("5f-1").read(text, newest=9) == 0


def test_epochs_differ(now):
    assert epoch_of(now) != epoch_of(now.replace(microsecond=1))
