from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from tune_cli.stack.truststore import PASSWORD, make_truststore, truststore_flags
from tune_contract.errors import InvalidInput

BROKEN = b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"


def certificate(name: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(
        subject, subject, key.public_key(), 7, now, now + timedelta(days=1)
    ).sign(key, hashes.SHA256())
    return made.public_bytes(Encoding.PEM)


def names(store: bytes) -> list[str]:
    loaded = pkcs12.load_pkcs12(store, PASSWORD.encode())
    return [each.certificate.subject.rfc4514_string() for each in loaded.additional_certs]


def test_every_certificate_is_taken_and_broken_ones_passed_over(tmp_path):
    bundle = tmp_path / "ca.pem"
    bundle.write_bytes(b"# two\n" + certificate("one") + BROKEN + certificate("two"))
    assert names(make_truststore(bundle)) == ["CN=one", "CN=two"]


def test_flags_name_the_store_that_was_written(tmp_path):
    bundle = tmp_path / "ca.pem"
    bundle.write_bytes(certificate("one"))
    flags = truststore_flags(bundle, tmp_path / "new")
    assert flags == (
        f"-Djavax.net.ssl.trustStore={tmp_path}/new/truststore.p12",
        "-Djavax.net.ssl.trustStoreType=PKCS12",
        "-Djavax.net.ssl.trustStorePassword=changeit",
    )
    assert names((tmp_path / "new" / "truststore.p12").read_bytes()) == ["CN=one"]


def test_no_file_leaves_java_its_own(tmp_path):
    assert truststore_flags(None, tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_missing_file_is_told(tmp_path):
    with pytest.raises(InvalidInput) as caught:
        make_truststore(tmp_path / "ca.pem")
    assert caught.value.message == (
        f"cannot read the CA file {tmp_path}/ca.pem: No such file or directory"
    )
    assert "SSL_CERT_FILE" in caught.value.hint


def test_file_without_certificates_is_told(tmp_path):
    (tmp_path / "ca.pem").write_bytes(BROKEN)
    with pytest.raises(InvalidInput, match="holds no certificate"):
        make_truststore(tmp_path / "ca.pem")
