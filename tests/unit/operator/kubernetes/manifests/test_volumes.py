from tune_operator.kubernetes.manifests.volumes import kafka_volumes, sink_volumes


def folders(volumes) -> dict[str, list[str]]:
    return {
        each.folder: [item["key"] for item in each.source["secret"]["items"]] for each in volumes
    }


def test_a_password_and_the_authority(scram):
    assert folders(kafka_volumes(scram)) == {
        "/etc/tunejob/kafka-ca": ["ca.crt"],
        "/etc/tunejob/kafka-user": ["password"],
    }


def test_a_certificate(tls):
    assert folders(kafka_volumes(tls))["/etc/tunejob/kafka-user"] == ["user.crt", "user.key"]


def test_plain_text_needs_nothing(plain):
    assert kafka_volumes(plain) == []


def test_secrets_are_files_for_the_pods_group(scram):
    ca = kafka_volumes(scram)[0]
    assert ca.entry() == {
        "name": "kafka-ca",
        "secret": {
            "secretName": "tune-cluster-ca-cert",
            "defaultMode": 0o440,
            "items": [{"key": "ca.crt", "path": "ca.crt"}],
        },
    }
    assert ca.mount() == {
        "name": "kafka-ca",
        "mountPath": "/etc/tunejob/kafka-ca",
        "readOnly": True,
    }


def test_each_sink_has_its_own_folder(make_plan):
    sinks = [
        {"delta": {"path": "s3a://lake/x"}},
        {"postgres": {"secretRef": {"name": "results-db"}}},
        {"redis": {"secretRef": {"name": "cache"}}},
    ]
    postgres, redis = sink_volumes(make_plan(sinks=sinks).spec)
    assert postgres.folder == "/etc/tunejob/sinks/1"
    assert folders([redis]) == {"/etc/tunejob/sinks/2": ["uri"]}
    assert redis.source["secret"]["secretName"] == "cache"


def test_a_database_may_have_an_authority(make_plan):
    sinks = [{"postgres": {"secretRef": {"name": "results-db"}}}]
    (volume,) = sink_volumes(make_plan(sinks=sinks).spec)
    uri = {"name": "results-db", "items": [{"key": "uri", "path": "uri"}]}
    ca = {"name": "results-db", "items": [{"key": "ca.crt", "path": "ca.crt"}], "optional": True}
    assert volume.entry() == {
        "name": "sink-0",
        "projected": {"defaultMode": 0o440, "sources": [{"secret": uri}, {"secret": ca}]},
    }


def test_the_secret_of_an_object_store_is_mounted_whole_as_some_keys_may_be_missing(make_plan):
    sinks = [{"delta": {"path": "s3a://lake/x", "secretRef": {"name": "lake"}}}]
    (volume,) = sink_volumes(make_plan(sinks=sinks).spec)
    assert volume.folder == "/etc/tunejob/sinks/0"
    assert volume.source == {"secret": {"secretName": "lake", "defaultMode": 0o440}}
