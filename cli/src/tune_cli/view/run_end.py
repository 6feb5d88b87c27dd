"""The last lines of a run."""

from tune_cli.backend.comparison import Comparison
from tune_cli.backend.run_summary import RunSummary
from tune_contract.tunejob.phase import Phase

_SHOWN_DIFFERENCES = 5


def last_lines(summary: RunSummary) -> list[str]:
    """How the run ended, and whether its sums are right."""
    lines = [f"{summary.job}: {summary.phase.value} after {summary.seconds:.1f} s"]
    if summary.comparison is not None:
        lines += _compared(summary.comparison)
    elif summary.sent and not summary.progress.lag:
        lines.append(
            "events came by the API or a replay too: there is no ledger to hold the counts against"
        )
    elif summary.acknowledged and summary.phase is Phase.SUSPENDED:
        unread = summary.progress.lag
        left = "some events" if unread is None else f"{unread:,} events"
        lines.append(f"{left} are not read yet: the next run goes on from here")
    return lines


def _compared(comparison: Comparison) -> list[str]:
    said = f"acknowledged {comparison.acknowledged:,}"
    if comparison.equal():
        return [f"{said}{_counted(comparison)} ✓"]
    lines = [f"{said}, but counted {comparison.counted:,} ✗"]
    for key, (sent, counted) in list(comparison.differing.items())[:_SHOWN_DIFFERENCES]:
        lines.append(f"  {key}: acknowledged {sent:,}, counted {counted:,}")
    return lines


def _counted(comparison: Comparison) -> str:
    beyond = comparison.counted - comparison.acknowledged
    if not beyond:
        return f" = counted {comparison.counted:,}"
    return (
        f", counted {comparison.counted:,}: "
        f"with {beyond:,} of {comparison.spare:,} late events and copies"
    )
