"""The progress watch: ends a driver that hangs while events wait."""

from tune_contract.duration import format_duration
from tune_contract.tunejob.lifecycle import ProgressAction
from tune_contract.tunejob.phase import FailureClass
from tune_operator.core.actions import KillDriver
from tune_operator.core.attempt import end_attempt
from tune_operator.core.conclude import conclude
from tune_operator.core.context import Context
from tune_operator.core.decision import Decision
from tune_operator.core.observed import ExitObserved
from tune_operator.core.standstill import stands_still
from tune_operator.core.steps.restart import fail


def watch(context: Context) -> Context | Decision:
    """Count a hang as a failure and end the driver: one that hangs would not drain either."""
    restart = context.spec.health.progress.action is ProgressAction.RESTART
    if not restart or not stands_still(context):
        return context
    hang = ExitObserved(
        exit_code=None,
        failure_class=context.driver.problem or FailureClass.APPLICATION,
        message=_message(context),
    )
    ended = end_attempt(context, hang).act(hang.message, KillDriver())
    return conclude(fail(ended, hang))


def _message(context: Context) -> str:
    window = format_duration(context.spec.health.progress.window)
    if context.driver.problem is not None:
        said = context.driver.message or context.driver.problem.sentence
        return f"The driver could not be started for {window}: {said}"
    lag = context.observed.lag
    return f"No batch was committed for {window} while {lag} events waited: the driver hung."
