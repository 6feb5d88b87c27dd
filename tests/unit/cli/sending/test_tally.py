from tune_cli.sending.tally import Refused, Tally


def test_tallies_add_up() -> None:
    one, two = Refused(1, "x"), Refused(2, "y")
    assert Tally(1, 2, (one,)) + Tally(3, 4, (two,)) == Tally(4, 6, (one, two))
