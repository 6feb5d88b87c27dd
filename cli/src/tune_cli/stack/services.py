"""Makes the services of a home ready to be started."""

from tune_cli.settings import Home
from tune_cli.stack.broker import Broker, broker_cache
from tune_cli.stack.database import Database
from tune_cli.stack.database_files import current_account, find_database_files
from tune_cli.stack.jars import find_jars
from tune_cli.stack.java import find_java
from tune_cli.stack.keeper import Service
from tune_cli.stack.state import Launch, ServiceName


def make_service(home: Home, launch: Launch, name: ServiceName) -> Service:
    """The service of that name; a broker with its AOT cache when there is one."""
    port = launch.ports[name]
    if name is ServiceName.POSTGRES:
        return Database(find_database_files(home.postgres, current_account()), port)
    java, class_path = find_java(launch.java_home), find_jars(home).kafka
    cache = broker_cache(home.aot, java, class_path)
    return Broker(home.kafka, java, class_path, port, cache.use_flags())
