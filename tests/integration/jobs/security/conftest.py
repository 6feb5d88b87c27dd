"""Servers with real certificates, and secrets that are found wherever they are shown.

certificates  .ca, .other_ca, .server, .client: files made for these tests
tls_kafka     a broker: .plain, .by_password, .by_certificate, its topics made by .make_topic()
tls_database  PostgreSQL behind TLS: .port; `localhost` is the only name in its certificate
canary        a text that is nowhere else
"""

import asyncio
import ssl
import struct
import threading
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from kafka.admin import KafkaAdminClient, NewTopic, UserScramCredentialUpsertion

from tune_cli.stack.broker import Broker
from tune_cli.stack.ports import choose_port
from tune_cli.stack.training import throwaway
from tune_contract.runtime.connection import KafkaConnection, SecurityProtocol

SSL_REQUEST = 80877103  # what a client of PostgreSQL says first, instead of a version
USER = "job-user"


@dataclass(frozen=True)
class Signed:
    """A certificate and its key, as files."""

    certificate: Path
    key: Path

    def key_body(self) -> str:
        """What is secret in the key's file, on one line of it."""
        return self.key.read_text().splitlines()[1]


@dataclass(frozen=True)
class Certificates:
    ca: Path
    other_ca: Path
    """It has signed nothing that is used here."""
    server: Signed
    """For the name `localhost` alone."""
    client: Signed


class Authority:
    """Signs certificates that are good for an hour."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.file = folder / f"{name}.crt"
        basic = x509.BasicConstraints(ca=True, path_length=None)
        self._write(self.file, self._builder(self._name, self._key).add_extension(basic, True))

    def sign(self, name: str) -> Signed:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        names = x509.SubjectAlternativeName([x509.DNSName(name)])
        signed = Signed(self._folder / f"{name}.crt", self._folder / f"{name}.key")
        self._write(signed.certificate, self._builder(subject, key).add_extension(names, False))
        pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        signed.key.write_bytes(key.private_bytes(pem, pkcs8, serialization.NoEncryption()))
        return signed

    def _builder(self, subject: x509.Name, key) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self._name)
        builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
        return builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(
            now + timedelta(hours=1)
        )

    def _write(self, path: Path, builder: x509.CertificateBuilder) -> None:
        signed = builder.sign(self._key, hashes.SHA256())
        path.write_bytes(signed.public_bytes(serialization.Encoding.PEM))


@pytest.fixture(scope="session")
def certificates(tmp_path_factory) -> Certificates:
    folder = tmp_path_factory.mktemp("certificates")
    ours, other = Authority(folder, "ours"), Authority(folder, "other")
    return Certificates(ours.file, other.file, ours.sign("localhost"), ours.sign("client"))


@pytest.fixture(scope="session")
def canary() -> str:
    return f"canary{uuid.uuid4().hex}"


@dataclass(frozen=True)
class TlsBroker(Broker):
    """The broker of `tune run` with two more listeners: one asks for a password, one for a key."""

    certificates: Certificates | None = None
    sasl_port: int = 0
    ssl_port: int = 0

    def _write_properties(self, data: Path) -> None:
        super()._write_properties(data)
        server = self.certificates.server
        store = self.folder / "keystore.pem"
        store.write_text(server.key.read_text() + server.certificate.read_text())
        written = self.properties.read_text()
        more = {
            "listener.security.protocol.map": "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_SSL,TLS:SSL",
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(store),
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": str(self.certificates.ca),
            "listener.name.tls.ssl.client.auth": "required",
            "sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.sasl.scram-sha-512.sasl.jaas.config": "org.apache.kafka.common.security.scram.ScramLoginModule required;",
        }
        for name in ("listeners", "advertised.listeners"):
            given = next(x for x in written.splitlines() if x.startswith(f"{name}="))
            more[name] = (
                f"{given.partition('=')[2]},"
                f"SASL://localhost:{self.sasl_port},TLS://localhost:{self.ssl_port}"
            )
        self.properties.write_text(written + "".join(f"{k}={v}\n" for k, v in more.items()))


@dataclass(frozen=True)
class TlsKafka:
    """A broker that is reached in three ways."""

    plain: str
    by_password: KafkaConnection
    by_certificate: KafkaConnection

    def make_topic(self, partitions: int = 1) -> str:
        name = f"plays-{uuid.uuid4().hex[:10]}"
        admin = KafkaAdminClient(bootstrap_servers=self.plain)
        admin.create_topics([NewTopic(name, num_partitions=partitions, replication_factor=1)])
        admin.close()
        return name


@pytest.fixture(scope="session")
def tls_kafka(stack, certificates, canary, tmp_path_factory) -> Iterator[TlsKafka]:
    folder = tmp_path_factory.mktemp("tls-kafka")
    ports = [choose_port(None) for _ in range(3)]
    broker = TlsBroker(
        folder, stack.java, stack.jars.kafka, ports[0],
        certificates=certificates, sasl_port=ports[1], ssl_port=ports[2],
    )  # fmt: skip
    password = folder / "password"
    password.write_text(f"kafka-{canary}")
    with throwaway(broker) as plain:
        admin = KafkaAdminClient(bootstrap_servers=plain)
        admin.alter_user_scram_credentials(
            [UserScramCredentialUpsertion(USER, "SCRAM-SHA-512", password.read_text())]
        )
        admin.close()
        yield TlsKafka(
            plain,
            KafkaConnection(
                bootstrap_servers=f"localhost:{ports[1]}",
                security_protocol=SecurityProtocol.SASL_SSL,
                ca_file=str(certificates.ca),
                username=USER,
                password_file=str(password),
            ),
            KafkaConnection(
                bootstrap_servers=f"localhost:{ports[2]}",
                security_protocol=SecurityProtocol.SSL,
                ca_file=str(certificates.ca),
                certificate_file=str(certificates.client.certificate),
                key_file=str(certificates.client.key),
            ),
        )


class TlsFront:
    """Ends TLS before a PostgreSQL that was built without it, as a pooler in front of one would."""

    def __init__(self, context: ssl.SSLContext, upstream: tuple[str, int]) -> None:
        self._context = context
        self._upstream = upstream
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        started = asyncio.start_server(self._serve, "127.0.0.1", 0)
        server = asyncio.run_coroutine_threadsafe(started, self._loop).result()
        self.port = int(server.sockets[0].getsockname()[1])

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            _, code = struct.unpack(">ii", await reader.readexactly(8))
            if code != SSL_REQUEST:
                writer.close()  # without TLS nobody is served
                return
            writer.write(b"S")
            await writer.start_tls(self._context)
            server_reader, server_writer = await asyncio.open_connection(*self._upstream)
            await asyncio.gather(_pump(reader, server_writer), _pump(server_reader, writer))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@pytest.fixture(scope="session")
def tls_database(database, certificates) -> Iterator[TlsFront]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.server.certificate, certificates.server.key)
    address = urlsplit(database.uri)
    front = TlsFront(context, (address.hostname, address.port))
    yield front
    front.close()
