"""Sums along time, as a chart draws them."""

from datetime import datetime

from tune_api.results.series import Line, Series
from tune_api.results.value import JsonScalar, to_json
from tune_contract.model import Model


class LineDocument(Model):
    """The sums of one value."""

    value: JsonScalar
    """A value of the column `by`; `other` for the sum of all that are not among the 20 biggest."""
    rest: bool
    """It is that sum, and no value that is called `other`."""
    points: list[JsonScalar]
    """One for each of `times`; null where there is no row."""


class SeriesDocument(Model):
    """Sums along time, the biggest series first."""

    step: int
    """Seconds from one time to the next."""
    times: list[datetime]
    """Where each bucket begins; none is left out."""
    series: list[LineDocument]


def series_document(series: Series) -> SeriesDocument:
    """Show sums along time."""
    return SeriesDocument(
        step=round(series.step.total_seconds()),
        times=list(series.times),
        series=[_line(each) for each in series.lines],
    )


def _line(line: Line) -> LineDocument:
    return LineDocument(
        value=to_json(line.value), rest=line.rest, points=[to_json(each) for each in line.points]
    )
