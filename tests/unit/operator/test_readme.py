import re
from pathlib import Path

from tune_operator.core.decide import STEPS

README = Path(__file__).parents[3] / "operator" / "README.md"


def test_the_table_lists_the_steps_in_their_order() -> None:
    rows = re.findall(
        r"^\| (\w+) \| .+ \|$", README.read_text().partition("## On Kubernetes")[0], re.MULTILINE
    )
    assert rows[1:] == [step.__name__ for step in STEPS]
