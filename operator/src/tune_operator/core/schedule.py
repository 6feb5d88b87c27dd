"""When a scheduled job runs next, by its cron line in its own time zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from tune_contract.tunejob.compute import TriggerSpec

_BAD_LINE = "cannot be followed: write five fields as cron does, as in 0 7 * * MON"


class BadScheduleError(ValueError):
    """A schedule without a next time; the text says what is wrong, and what to do."""


def schedule_line(trigger: TriggerSpec) -> str:
    """What the times depend on, in one line."""
    return f"{trigger.schedule} {trigger.time_zone or 'UTC'}"


def next_run(trigger: TriggerSpec, after: datetime) -> datetime:
    """The first time of the schedule after that one, in UTC.

    Where the clocks are changed it does as Debian's cron: an hour that is left out is made up for,
    one that comes twice counts once.

    Raises:
        BadScheduleError: the line or the time zone is not one, or it names a day that never comes.
    """
    try:
        zone = ZoneInfo(trigger.time_zone or "UTC")
    except (KeyError, ValueError, OSError):  # unknown, or a folder of zones as `Europe`
        raise BadScheduleError(
            f"trigger.timeZone {trigger.time_zone} is not known: write it as in Europe/Oslo"
        ) from None
    try:
        found = next(CronSim(trigger.schedule or "", after.astimezone(zone)))
    except CronSimError as error:
        said = f"trigger.schedule {trigger.schedule!r} {_BAD_LINE} ({error})"
        raise BadScheduleError(said) from None
    except StopIteration:
        raise BadScheduleError(f"trigger.schedule {trigger.schedule!r} never comes") from None
    return found.astimezone(UTC)
