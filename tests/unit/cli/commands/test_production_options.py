import pytest
import typer

from tune_cli.commands.production_options import parameters


def test_values_are_yaml() -> None:
    given = ["span=2d", "users=5", "night=0.5", "regions={'NO': 1}", "artist=a=b", "genre="]
    assert parameters(given) == {
        "span": "2d",
        "users": 5,
        "night": 0.5,
        "regions": {"NO": 1},
        "artist": "a=b",
        "genre": None,
    }
    assert parameters(None) == {}


@pytest.mark.parametrize("given", ["span", "=2d", "waves=[", "a={"])
def test_what_is_wrong(given: str) -> None:
    with pytest.raises(typer.BadParameter):
        parameters([given])
