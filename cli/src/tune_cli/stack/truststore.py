"""Gives Java the certificate authorities this machine trusts; it knows only its own."""

import warnings
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import (
    PKCS12Certificate,
    serialize_java_truststore,
)
from cryptography.utils import CryptographyDeprecationWarning

from tune_contract.errors import InvalidInput

PASSWORD = "changeit"  # noqa: S105 - Java's own default; the store holds nothing secret
_END = b"-----END CERTIFICATE-----"


def truststore_flags(ca_file: Path | None, folder: Path) -> tuple[str, ...]:
    """The Java flags that make it trust what is in `ca_file`; none for None.

    The truststore is written to `folder`.

    Raises:
        InvalidInput: the file is missing or holds no certificate.
    """
    if ca_file is None:
        return ()
    store = folder / "truststore.p12"
    folder.mkdir(parents=True, exist_ok=True)
    store.write_bytes(make_truststore(ca_file))
    return (
        f"-Djavax.net.ssl.trustStore={store}",
        "-Djavax.net.ssl.trustStoreType=PKCS12",
        f"-Djavax.net.ssl.trustStorePassword={PASSWORD}",
    )


def make_truststore(ca_file: Path) -> bytes:
    """A PKCS12 truststore with every certificate of a PEM file.

    Raises:
        InvalidInput: the file is missing or holds no certificate.
    """
    entries = [
        PKCS12Certificate(certificate, f"ca-{number}".encode())
        for number, certificate in enumerate(read_certificates(ca_file))
    ]
    return serialize_java_truststore(entries, BestAvailableEncryption(PASSWORD.encode()))


def read_certificates(ca_file: Path) -> list[x509.Certificate]:
    """The certificates of a PEM file; ones that break the rules are passed over.

    Raises:
        InvalidInput: the file is missing or holds no certificate.
    """
    try:
        blocks = ca_file.read_bytes().split(_END)[:-1]
    except OSError as error:
        raise InvalidInput(
            f"cannot read the CA file {ca_file}: {error.strerror}", _ADVICE
        ) from None
    certificates = [found for block in blocks if (found := _parse(block + _END))]
    if not certificates:
        raise InvalidInput(f"the CA file {ca_file} holds no certificate", _ADVICE)
    return certificates


_ADVICE = "point SSL_CERT_FILE at a PEM file of certificate authorities, or unset it"


def _parse(pem: bytes) -> x509.Certificate | None:
    """System bundles hold old certificates, as with a serial number of 0."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        try:
            return x509.load_pem_x509_certificate(pem)
        except ValueError:
            return None
