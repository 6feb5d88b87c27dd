"""The routes, by what they are about. `ROUTERS` is all of them."""

from tune_api.routes import health, jobs, page, tables

ROUTERS = (jobs.router, tables.router, health.router, page.router)
