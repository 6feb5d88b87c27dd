import pytest

from .rendered import env, pod_spec

pytestmark = pytest.mark.charts

SERVICE_NAMES = (
    "tunejob-api",
    *(f"tunejob-api.music{end}" for end in ("", ".svc", ".svc.cluster.local")),
)


@pytest.fixture
def api(render):
    def run(**values):
        return render("tunejob", **values).one("Deployment", "tunejob-api")

    return run


def test_its_command_line(api) -> None:
    made = api(operator={"watchNamespaces": ["music", "chat"]})
    assert pod_spec(made)["containers"][0]["args"] == [
        *("--host", "0.0.0.0"),
        *("--port", "8080"),
        *("--database-uri-file", "/etc/tunejob/database/uri"),
        *("--namespaces", "music,chat"),
        *("--allowed-hosts", ",".join(SERVICE_NAMES)),
        *("--rate-limit", "1000"),
    ]
    assert pod_spec(api())["containers"][0]["args"][-5] == "music"
    assert env(api()) == {}


def test_the_names_it_answers_to(api) -> None:
    made = api(api={"externalUrl": "https://tunes.example.com:8443/x", "allowedHosts": ["*.a.org"]})
    given = pod_spec(made)["containers"][0]["args"][-3].split(",")
    assert given == [*SERVICE_NAMES, "tunes.example.com", "*.a.org"]


def test_the_database_is_a_file(api) -> None:
    pod = pod_spec(api(api={"database": {"secretName": "other", "key": "connection"}}))
    assert pod["volumes"][0] == {
        "name": "database",
        "projected": {
            "defaultMode": 0o440,
            "sources": [
                {"secret": {"name": "other", "items": [{"key": "connection", "path": "uri"}]}},
                {
                    "secret": {
                        "name": "other",
                        "optional": True,
                        "items": [{"key": "ca.crt", "path": "ca.crt"}],
                    }
                },
            ],
        },
    }
    mount = {"name": "database", "mountPath": "/etc/tunejob/database", "readOnly": True}
    assert pod["containers"][0]["volumeMounts"][0] == mount  # no subPath: it follows a change


def test_it_is_reachable_without_its_database(api) -> None:
    (container,) = pod_spec(api())["containers"]
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert container[probe]["httpGet"] == {"path": "/livez", "port": "http"}


def test_its_service(render) -> None:
    service = {"type": "LoadBalancer", "port": 80, "annotations": {"a": "b"}}
    made = render("tunejob", api={"service": service}).one("Service", "tunejob-api")
    assert made["spec"]["type"] == "LoadBalancer"
    assert made["spec"]["ports"] == [{"name": "http", "port": 80, "targetPort": "http"}]
    assert made["metadata"]["annotations"] == {"a": "b"}


@pytest.mark.parametrize(("replicas", "budgets"), [(0, 0), (1, 0), (2, 1), (5, 1)])
def test_several_have_a_disruption_budget(render, replicas, budgets) -> None:
    made = render("tunejob", api={"replicas": replicas})
    assert made.one("Deployment", "tunejob-api")["spec"]["replicas"] == replicas
    found = made.all("PodDisruptionBudget")
    assert len(found) == budgets
    assert all(each["spec"]["maxUnavailable"] == 1 for each in found)


def test_keys_are_a_file(api, tmp_path) -> None:
    pod = pod_spec(api(api={"keysSecret": {"name": "api-keys", "key": "hashes"}}))
    (container,) = pod["containers"]
    assert container["args"][-2:] == ["--keys-file", "/etc/tunejob/keys/keys"]
    mount = {"name": "keys", "mountPath": "/etc/tunejob/keys", "readOnly": True}
    assert mount in container["volumeMounts"]  # no subPath: it follows a change
    (volume,) = [each for each in pod["volumes"] if each["name"] == "keys"]
    assert volume["secret"] == {
        "secretName": "api-keys",
        "defaultMode": 0o440,
        "items": [{"key": "hashes", "path": "keys"}],
    }


def test_tokens_of_an_identity_provider(api) -> None:
    oidc = {"issuer": "https://id.example", "audience": "tunes"}
    made = api(api={"oidc": oidc, "actions": {"enabled": True}, "rateLimit": 0.5})
    assert pod_spec(made)["containers"][0]["args"][-6:] == [
        *("--rate-limit", "0.5"),
        *("--oidc-issuer", "https://id.example"),
        *("--oidc-audience", "tunes"),
    ]


def test_with_keys_for_all_ingest_needs_none_of_its_own(api) -> None:
    ingest = {"enabled": True, "topics": {"music-plays": "play"}}
    made = api(api={"keysSecret": {"name": "api-keys"}, "ingest": ingest})
    args = pod_spec(made)["containers"][0]["args"]
    assert "--keys-file" in args
    assert "--ingest-topics" in args
    assert "--ingest-keys-file" not in args


def test_it_can_be_left_out(render) -> None:
    made = render("tunejob", api={"enabled": False, "replicas": 3})
    assert [name for name in made.by_template if name.startswith("api/")] == []
    assert "tunejob-api" not in str(made.objects())


def test_changed_files_go_to_a_volume(api) -> None:
    made = api(dev={"sync": True})
    (sync,) = pod_spec(made)["initContainers"]
    assert sync["command"][-3:] == ["/opt/tunejob/sync", "tune_api", "tune_contract"]
    assert env(made) == {"PYTHONPATH": "/opt/tunejob/sync"}
