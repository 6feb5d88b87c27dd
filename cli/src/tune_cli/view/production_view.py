"""Shows a production while it goes on, and its end."""

from pathlib import Path

from tune_cli.stack.events import Step
from tune_cli.view.lines import Lines
from tune_contract.runtime.reports import Ledger, ProducerProgress


class ProductionView:
    """StackEvents and progress as lines."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def started(self, step: Step) -> None:
        """A service starts, or the download."""
        self._lines.update(f"Starting: {step}", step)

    def progress(self, step: Step, fraction: float) -> None:
        """How far it is."""
        self._lines.update(f"Starting: {step} {fraction:.0%}", step)

    def finished(self, step: Step, seconds: float) -> None:
        """It is done."""
        self._lines.say(f"{step} after {seconds:.1f} s")

    def produced(self, report: ProducerProgress) -> None:
        """How it goes."""
        line = f"acknowledged {report.acknowledged:,}  {report.rate:,.0f}/s"
        if report.failed:
            line += f"  failed {report.failed:,}"
        if report.behind:
            line += f"  cannot hold {report.target_rate:,.0f}/s"
        self._lines.update(line, "producing")


def last_line(ledger: Ledger, file: Path) -> str:
    """What it came to."""
    beside = {**ledger.disorder.model_dump(), "refused": ledger.failed}
    told = "".join(f", {name} {count:,}" for name, count in beside.items() if count)
    return f"acknowledged {ledger.acknowledged:,} events in {ledger.topic}{told}; ledger {file}"
