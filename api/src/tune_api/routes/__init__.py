"""The routes, by what they are about. `ROUTERS` is all of them."""

from tune_api.routes import events, export, health, jobs, page, records, series, tables

ROUTERS = (
    jobs.router,
    records.router,
    tables.router,
    series.router,
    export.router,
    events.router,
    health.router,
    page.router,
)
