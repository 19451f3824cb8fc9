"""The certificate of a server that leaves out its intermediate, as several portals of the family do."""

import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

_VALID = timedelta(days=1)


class Chain(NamedTuple):
    """What a server needs for https, its root (PEM), and the intermediate that it leaves out."""

    context: ssl.SSLContext
    root: bytes
    intermediate: x509.Certificate


def without_intermediate(address: str, issuer_at: str | None = None) -> Chain:
    """The certificates of a server at an IP address, made anew. `issuer_at` is where its own says that its issuer is.

    The server sends only its own, so that nobody who trusts the root can tell whether it comes from there.
    """
    root_key, middle_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    root = _certificate("Demonstration root", root_key, "Demonstration root", root_key, authority=True)
    middle = _certificate("Demonstration intermediate", middle_key, "Demonstration root", root_key, authority=True)
    own = _certificate(address, key, "Demonstration intermediate", middle_key, authority=False, issuer_at=issuer_at)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:  # ssl reads a key from a file only
        file = Path(folder) / "server.pem"
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file.write_bytes(secret + own.public_bytes(serialization.Encoding.PEM))
        context.load_cert_chain(file)
    return Chain(context, root.public_bytes(serialization.Encoding.PEM), middle)


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    authority: bool,
    issuer_at: str | None = None,
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _VALID)
        .not_valid_after(now + _VALID)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if not authority:
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(name))])
        builder = builder.add_extension(names, critical=False)
    if issuer_at is not None:
        method, place = AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(issuer_at)
        access = x509.AuthorityInformationAccess([x509.AccessDescription(method, place)])
        builder = builder.add_extension(access, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
