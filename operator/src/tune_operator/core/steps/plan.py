"""Begins the runs of a scheduled job, and lets it wait between them."""

from datetime import datetime

from tune_contract.tunejob.phase import DrainReason, Phase
from tune_contract.tunejob.status import RestartStatus, ScheduleStatus
from tune_operator.core.conclude import conclude
from tune_operator.core.context import Context
from tune_operator.core.decision import Decision
from tune_operator.core.schedule import BadScheduleError, next_run, schedule_line
from tune_operator.core.steps.clear import stop_producer
from tune_operator.core.steps.drain import pursue_drain, request_drain


def plan(context: Context) -> Context | Decision:
    """Stop here while the next run is still to come.

    A run that is under way goes on over its time; what was missed then, or while nobody looked, is
    made up for by one run. A suspended job has no next time, and makes up for none.
    """
    if not context.spec.trigger.schedule:
        return context.remember(schedule=None)
    planned = _planned(context)
    if planned.spec.suspend or planned.run_open():
        return planned
    if _due(planned):
        return _begin(planned)
    if planned.status.phase.finished() or planned.schedule_problem():
        return planned
    stopped = stop_producer(planned, "The next run is still to come: the producer stops.")
    return conclude(pursue_drain(request_drain(stopped, DrainReason.CHANGE)))


def _planned(context: Context) -> Context:
    """Find the next time when it is not known, or was found from another schedule."""
    line = schedule_line(context.spec.trigger)
    known = context.status.schedule or ScheduleStatus()
    if context.spec.suspend:
        return _remember(context, known, line=line, problem="", next_run_time=None)
    if known.line == line and (known.next_run_time or known.problem):
        return context
    return _next_after(_remember(context, known, line=line), context.now)


def _due(context: Context) -> bool:
    """Whether it is time, or the user asks for a run by changing spec.restartNonce."""
    schedule, applied = context.status.schedule, context.status.applied
    if schedule is None or schedule.next_run_time is None:
        return False
    asked = applied.stream and applied.restart_nonce != context.asked.restart_nonce
    return bool(asked) or context.now >= schedule.next_run_time


def _begin(context: Context) -> Context:
    restarts = RestartStatus(count=context.status.restarts.count)
    open_again = context.remember(phase=Phase.PENDING, finish_time=None, restarts=restarts)
    schedule = context.status.schedule or ScheduleStatus()
    due = min(schedule.next_run_time or context.now, context.now)
    begun = _remember(open_again, schedule, last_run_time=context.now, due_time=due)
    return _next_after(begun, context.now).note("A scheduled run begins.")


def _next_after(context: Context, moment: datetime) -> Context:
    known = context.status.schedule or ScheduleStatus()
    try:
        coming = next_run(context.spec.trigger, moment)
    except BadScheduleError as error:
        return _remember(context, known, problem=f"{error}.", next_run_time=None)
    return _remember(context, known, problem="", next_run_time=coming)


def _remember(context: Context, schedule: ScheduleStatus, **fields: object) -> Context:
    return context.remember(schedule=schedule.model_copy(update=fields))
