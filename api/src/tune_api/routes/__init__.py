"""The routes, by what they are about. `ROUTERS` is all of them."""

from tune_api.routes import actions, events, health, jobs, page, session, tables

ROUTERS = (
    jobs.router,
    actions.router,
    tables.router,
    events.router,
    session.router,
    health.router,
    page.router,
)
