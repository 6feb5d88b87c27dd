import importlib.util
import re
import xml.etree.ElementTree as ET
from pathlib import Path

from tune_cli.settings import Home
from tune_cli.stack.jars import IVY_FOLDER, Jars, find_jars


def dependencies(conf: str) -> list[tuple[str, str]]:
    found = ET.parse(IVY_FOLDER / "ivy.xml").getroot().iter("dependency")
    return [
        (each.get("name"), each.get("rev"))
        for each in found
        if each.get("conf") == f"{conf}->default"
    ]


def test_folder_changes_with_the_list_and_pyspark_is_found(tmp_path):
    jars = find_jars(Home(tmp_path))
    assert jars.folder.parent == tmp_path / "jars"
    assert len(jars.folder.name) == 12
    assert jars.pyspark == Path(importlib.util.find_spec("pyspark").origin).parent / "jars"
    assert not jars.present()


def test_class_paths_are_sorted_and_pyspark_comes_last(tmp_path):
    jars = Jars(tmp_path / "own", tmp_path / "pyspark")
    for name in ("own/kafka/b.jar", "own/kafka/a.jar", "own/spark/c.jar", "pyspark/z.jar"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    assert jars.present()
    assert [jar.name for jar in jars.kafka] == ["a.jar", "b.jar"]
    assert [jar.name for jar in jars.connectors] == ["c.jar"]
    assert [jar.name for jar in jars.driver] == ["c.jar", "z.jar"]


def test_no_jar_stands_twice_on_a_class_path():
    for conf, count in (("spark", 42), ("kafka", 47)):
        names = [name for name, _ in dependencies(conf)]
        assert len(names) == count
        assert len(set(names)) == count


def test_spark_connectors_fit_the_installed_pyspark():
    connector = dict(dependencies("spark"))["spark-sql-kafka-0-10_2.13"]
    core = find_jars(Home(Path("/x"))).pyspark / f"spark-core_2.13-{connector}.jar"
    assert core.exists()


def test_the_object_store_fits_pysparks_hadoop_and_one_sdk():
    found = dict(dependencies("spark"))
    hadoop = find_jars(Home(Path("/x"))).pyspark / f"hadoop-client-api-{found['hadoop-aws']}.jar"
    assert hadoop.exists()
    text = (IVY_FOLDER / "ivy.xml").read_text()
    sdk = re.findall(r'org="software.amazon.awssdk" name="\S+" rev="(\S+)"', text)
    assert set(sdk) == {"2.35.4"}  # the one that hadoop-aws 3.5.0 is built with
    assert "bundle" not in found


def test_brokers_parts_have_one_version():
    versions = {version for name, version in dependencies("kafka") if name.startswith("kafka")}
    assert versions == {"4.3.1"}
