"""Starts the API: settings, app, server; every foreseeable error is one line and exit code 2."""

import logging
import sys
from collections.abc import Sequence

from psycopg.conninfo import conninfo_to_dict

from tune_api.app import app_from
from tune_api.server import Server, bind
from tune_api.settings import read_settings
from tune_contract.errors import TuneError
from tune_contract.runtime.database import unverified

WRONG_SETTINGS = 2
_LOG = logging.getLogger("tune_api")


def main(arguments: Sequence[str]) -> int:
    """Serve until asked to stop; the process's exit code."""
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    # The pool tells of every try; that the database is away the listener says as well.
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
    try:
        settings = read_settings(arguments)
        weakness = unverified(conninfo_to_dict(settings.database_uri))
        if weakness:
            _LOG.warning("%s", weakness)
        app, streams = app_from(settings)
        listening = bind(settings.host, settings.port)
    except TuneError as error:
        print(f"tune-api: {error}", file=sys.stderr)
        return WRONG_SETTINGS
    server = Server(app, *streams)
    if settings.exit_with_parent:
        server.stop_with_parent()
    host, port = listening.getsockname()[:2]
    print(f"tune-api: http://{host}:{port}", flush=True)
    server.run(sockets=[listening])
    return 0
