from tune_contract.tunejob.disorder import DisorderSpec
from tune_contract.tunejob.variant import variant

NONE = DisorderSpec()


def test_the_default_has_none() -> None:
    assert variant("steady", {}, NONE) == ""
    assert variant("waves", {"users": 2_000}, NONE) == ""  # said, but the default
    assert variant("unknown", {}, NONE) == ""


def test_other_events_have_another() -> None:
    said = {
        variant("waves", {"users": 5}, NONE),
        variant("waves", {"users": 6}, NONE),
        variant("waves", {}, DisorderSpec(late=0.1)),
        variant("waves", {"users": 5}, DisorderSpec(late=0.1)),
    }
    assert len(said - {""}) == 4


def test_it_is_the_same_on_every_machine() -> None:
    assert variant("steady", {}, DisorderSpec(late=0.1)) == "505d5f1d"
