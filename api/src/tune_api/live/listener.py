"""The one LISTEN of the process: tells the hub which tables were written to."""

import asyncio
import logging
from typing import Protocol

import psycopg
from psycopg import AsyncConnection, sql
from pydantic import Field, ValidationError

from tune_contract.model import LenientModel
from tune_contract.names import RESULTS_CHANNEL
from tune_contract.runtime.database import certificate_refusal

RETRY_PAUSE = 1.0  # seconds until a lost connection is tried again
_log = logging.getLogger(__name__)


class Notification(LenientModel):
    """What a sink says when it has committed a batch."""

    db_schema: str = Field(alias="schema")
    table: str
    batch_id: int | None = None


class Notified(Protocol):
    """Who wants to know."""

    def notify(self, db_schema: str, table: str) -> None:
        """That table was written to."""
        ...

    def refresh(self) -> None:
        """Any table may have been written to."""
        ...


async def listen(uri: str, notified: Notified) -> None:
    """Pass notifications on until cancelled, over as many connections as it takes."""
    last_said = ""
    while True:
        try:
            await _listen_once(uri, notified)
        except psycopg.Error as error:
            words = str(error).strip().partition("\n")[0]
            reason = str(certificate_refusal(words) or words)
            if reason != last_said:  # an outage is a line or two, not one for each try
                _log.warning("no notifications of results: %s", reason)
            last_said = reason
        notified.refresh()
        await asyncio.sleep(RETRY_PAUSE)


def read_notification(payload: str) -> Notification | None:
    """What a payload says; None when it is no notification of ours."""
    try:
        return Notification.model_validate_json(payload)
    except ValidationError:
        _log.warning("a notification is not understood: %.200s", payload)
        return None


async def _listen_once(uri: str, notified: Notified) -> None:
    connection = await AsyncConnection.connect(
        uri,
        autocommit=True,
        application_name="tune-api-listen",
        connect_timeout=5,
        # A database that vanished without a word is noticed after 10 + 3 * 5 seconds.
        keepalives_idle=10,
        keepalives_interval=5,
        keepalives_count=3,
    )
    async with connection:
        await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(RESULTS_CHANNEL)))
        notified.refresh()  # what was written while nobody listened
        async for notify in connection.notifies():
            notification = read_notification(notify.payload)
            if notification is not None:
                notified.notify(notification.db_schema, notification.table)
