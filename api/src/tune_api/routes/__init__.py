"""The routes, by what they are about. `ROUTERS` is all of them."""

from tune_api.routes import (
    actions,
    events,
    export,
    health,
    jobs,
    page,
    records,
    series,
    session,
    tables,
)

ROUTERS = (
    jobs.router,
    records.router,
    actions.router,
    tables.router,
    series.router,
    export.router,
    events.router,
    session.router,
    health.router,
    page.router,
)
