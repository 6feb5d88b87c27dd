import base64
from urllib.parse import unquote, urlsplit

import pytest
from psycopg.conninfo import conninfo_to_dict

from .rendered import env, pod_spec

pytestmark = pytest.mark.charts
NAME = "tune-kafka-postgresql"


@pytest.fixture
def database(render):
    def run(**values):
        return render("tunejob-kafka", postgresql=values)

    return run


def secret(made) -> dict[str, str]:
    (found,) = made.all("Secret")
    return {key: base64.b64decode(value).decode() for key, value in found["data"].items()}


def test_the_secret_is_what_a_tunejob_names(database) -> None:
    made = database()
    given = secret(made)
    assert made.one("Secret", "results-db")["type"] == "Opaque"
    assert len(given["password"]) == 32
    uri = urlsplit(given["uri"])
    assert (uri.scheme, uri.hostname, uri.port) == ("postgresql", f"{NAME}.music.svc", 5432)
    assert (uri.username, uri.password, uri.path) == ("tunejob", given["password"], "/tunejob")


def test_each_installation_has_a_password_of_its_own(database) -> None:
    assert secret(database())["password"] != secret(database())["password"]


def test_a_given_password_is_used_as_it_is(database) -> None:
    odd = "p@ss/w%rd 'it+\"s"
    made = database(password=odd)
    given = secret(made)
    assert given["password"] == odd
    assert conninfo_to_dict(given["uri"])["password"] == odd
    assert unquote(urlsplit(given["uri"]).password or "") == odd


def test_another_password_restarts_it(database) -> None:
    def annotations(password):
        made = database(password=password).one("StatefulSet", NAME)
        return made["spec"]["template"]["metadata"].get("annotations", {})

    assert annotations("") == {}
    assert annotations("one") != annotations("two")
    assert "one" not in str(annotations("one"))


def test_the_parts_are_files(database) -> None:
    pod = pod_spec(database(secretName="other").one("StatefulSet", NAME))
    assert pod["volumes"][0] == {
        "name": "database",
        "secret": {"secretName": "other", "defaultMode": 0o440},
    }
    mount = {"name": "database", "mountPath": "/etc/tunejob/database", "readOnly": True}
    assert mount in pod["containers"][0]["volumeMounts"]


def test_the_chart_s_script_starts_it(database) -> None:
    made = database(args=["-c", "shared_buffers=64MB"])
    pod = pod_spec(made.one("StatefulSet", NAME))
    assert pod["containers"][0]["command"] == ["/bin/sh", "/opt/tunejob/postgresql.sh"]
    assert pod["containers"][0]["args"] == ["-c", "shared_buffers=64MB"]
    assert "exec postgres" in made.one("ConfigMap", NAME)["data"]["postgresql.sh"]


def test_another_command_starts_it(database) -> None:
    made = database(command=["/start"], image="local/postgresql:1", runAsUser=70)
    pod = pod_spec(made.one("StatefulSet", NAME))
    assert pod["containers"][0]["command"] == ["/start"]
    assert pod["containers"][0]["image"] == "local/postgresql:1"
    assert pod["securityContext"]["runAsUser"] == 70
    assert made.all("ConfigMap") == []
    assert "/opt/tunejob" not in str(pod)


def test_where_it_may_write(database) -> None:
    made = database().one("StatefulSet", NAME)
    given = env(made)
    folders = {
        each["mountPath"]
        for each in pod_spec(made)["containers"][0]["volumeMounts"]
        if not each.get("readOnly")
    }
    assert folders == {"/var/lib/tunejob/postgresql", "/run/postgresql", "/tmp"}
    assert given["PGDATA"].startswith("/var/lib/tunejob/postgresql/")
    assert given["SOCKET_FOLDER"] == "/run/postgresql"
    assert given["DATABASE_FOLDER"] == "/etc/tunejob/database"


@pytest.mark.parametrize(("keep", "policy"), [(False, "Delete"), (True, "Retain")])
def test_whether_data_and_password_stay(database, keep, policy) -> None:
    made = database(keep=keep)
    retention = made.one("StatefulSet", NAME)["spec"]["persistentVolumeClaimRetentionPolicy"]
    assert retention == {"whenDeleted": policy, "whenScaled": "Retain"}
    annotations = made.one("Secret", "results-db")["metadata"].get("annotations", {})
    assert annotations == ({"helm.sh/resource-policy": "keep"} if keep else {})


def test_its_storage(database) -> None:
    made = database(storage={"size": "9Gi", "class": "fast"}).one("StatefulSet", NAME)
    (claim,) = made["spec"]["volumeClaimTemplates"]
    assert claim["spec"] == {
        "accessModes": ["ReadWriteOnce"],
        "storageClassName": "fast",
        "resources": {"requests": {"storage": "9Gi"}},
    }


def test_who_may_connect(render) -> None:
    peer = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "chat"}}}
    made = render("tunejob-kafka", networkPolicy={"postgresqlFrom": [peer]})
    (rule,) = made.one("NetworkPolicy", NAME)["spec"]["ingress"]
    assert rule["ports"] == [{"port": "postgresql", "protocol": "TCP"}]
    ours = {
        "podSelector": {
            "matchLabels": {"app.kubernetes.io/part-of": "tunejob"},
            "matchExpressions": [
                {
                    "key": "app.kubernetes.io/component",
                    "operator": "In",
                    "values": ["api", "driver", "executor"],
                }
            ],
        }
    }
    assert rule["from"] == [ours, peer]
    assert render("tunejob-kafka", networkPolicy={"enabled": False}).all("NetworkPolicy") == []


def test_it_can_be_left_out(database) -> None:
    made = database(enabled=False)
    assert [name for name in made.by_template if name.startswith("postgresql/")] == []
