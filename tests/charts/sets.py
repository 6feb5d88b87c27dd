"""Sets of values that between them render every template, for what must hold of all of them."""

from typing import Any

PEERS = [{"namespaceSelector": {"matchLabels": {"purpose": "monitoring"}}}]
POD = {
    "podAnnotations": {"example.com/a": "1"},
    "podLabels": {"example.com/b": "2"},
    "serviceAccountAnnotations": {"example.com/role": "r"},
    "priorityClassName": "high",
    "nodeSelector": {"disk": "ssd"},
    "tolerations": [{"key": "music", "operator": "Exists"}],
    "affinity": {"podAntiAffinity": {}},
}
SETS: dict[str, tuple[str, dict[str, Any]]] = {
    "tunejob by default": ("tunejob", {}),
    "tunejob alone": (
        "tunejob",
        {
            "crds": {"enabled": False},
            "api": {"enabled": False},
            "networkPolicy": {"enabled": False},
        },
    ),
    "tunejob with everything": (
        "tunejob",
        {
            "fullnameOverride": "tunes",
            "commonLabels": {"team": "music"},
            "crds": {"keep": False},
            "image": {"registry": "images.example:5000/music", "tag": "9", "pullSecrets": ["pull"]},
            "operator": {"watchNamespaces": ["music", "chat"], **POD},
            "api": {
                "replicas": 3,
                "service": {"type": "NodePort", "annotations": {"a": "b"}},
                **POD,
            },
            "metrics": {
                "serviceMonitor": {"enabled": True, "labels": {"release": "prometheus"}},
                "podMonitor": {"enabled": True, "labels": {"release": "prometheus"}},
            },
            "networkPolicy": {"operatorFrom": PEERS, "apiFrom": PEERS},
            "dev": {"sync": True},
        },
    ),
    "tunejob with keys and actions": (
        "tunejob",
        {
            "api": {
                "keysSecret": {"name": "api-keys", "key": "hashes"},
                "actions": {"enabled": True},
                "ingest": {"enabled": True, "topics": {"music-plays": "play"}},
            }
        },
    ),
    "tunejob with ingest": (
        "tunejob",
        {
            "api": {
                "ingest": {
                    "enabled": True,
                    "topics": {"music-plays": "play", "chat.1": "chat-message"},
                    "keysSecret": {"name": "ingest-keys"},
                }
            }
        },
    ),
    "tunejob with ingest into another Kafka": (
        "tunejob",
        {
            "api": {
                "ingest": {
                    "enabled": True,
                    "topics": {"music-plays": "play"},
                    "keysSecret": {"name": "ingest-keys", "key": "hashes"},
                    "kafka": {
                        "bootstrapServers": "kafka.example:9093",
                        "securityProtocol": "SSL",
                        "caSecret": "kafka-ca",
                        "userSecret": "kafka-user",
                    },
                    "remember": 10_000_000,
                    "rememberFor": "1h",
                }
            }
        },
    ),
    "kafka by default": ("tunejob-kafka", {}),
    "kafka with everything": (
        "tunejob-kafka",
        {
            "commonLabels": {"team": "music"},
            "kafka": {
                "version": "4.3.1",
                "replicas": 3,
                "storage": {"type": "persistent", "class": "fast", "deleteClaim": True},
                "listeners": {"plain": {"enabled": True}},
                "config": {"log.retention.ms": 60000},
                "superUsers": ["CN=admin"],
            },
            "users": [
                {
                    "name": "player",
                    "acls": [
                        {"resource": {"type": "topic", "name": "plays"}, "operations": ["Write"]}
                    ],
                },
                {"name": "certified", "authentication": "tls"},
            ],
            "postgresql": {
                "image": "local/postgresql:1",
                "pullSecrets": ["pull"],
                "args": ["-c", "shared_buffers=64MB"],
                "password": "it's/100%",
                "storage": {"class": "fast"},
                "keep": True,
            },
            "networkPolicy": {"postgresqlFrom": PEERS},
        },
    ),
    "kafka with another PostgreSQL command": (
        "tunejob-kafka",
        {"postgresql": {"command": ["/start"], "args": ["--now"]}},
    ),
}
