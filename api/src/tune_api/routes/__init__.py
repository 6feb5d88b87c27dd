"""The routes, by what they are about. `ROUTERS` is all of them."""

from tune_api.routes import events, health, jobs, page, tables

ROUTERS = (jobs.router, tables.router, events.router, health.router, page.router)
