"""Certificates of portals: verified, and completed where a server forgets its intermediate, as browsers do.

The address of a missing intermediate stands in the server's own certificate ("authority information access", RFC 5280,
section 4.2.2.1). What comes from there is only a link of the chain: it has to lead to a root that the machine trusts.
"""

import ipaddress
import logging
import socket
import ssl
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import AuthorityInformationAccessOID
from OpenSSL import SSL
from OpenSSL.crypto import X509
from twisted.internet._sslverify import IOpenSSLTrustRoot
from twisted.internet.ssl import optionsForClientTLS
from twisted.web.client import BrowserLikePolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

logger = logging.getLogger(__name__)

#: An intermediate has some 2 kB; a chain without one or two of them is common, without more is none.
_MOST_BYTES, _MOST_LINKS, _SECONDS = 50_000, 3, 10


class Proxy(NamedTuple):
    """A proxy's address, and what to tell it in `Proxy-Authorization`; empty without credentials."""

    address: str
    authorization: str = ""


@implementer(IOpenSSLTrustRoot)
class _Trust:
    """The machine's roots, and intermediates that lead to them."""

    def __init__(self, intermediates: list[x509.Certificate]) -> None:
        self._intermediates = intermediates

    def _addCACertsToContext(self, context: SSL.Context) -> None:  # noqa: N802 - Twisted's name
        context.set_default_verify_paths()
        store = context.get_cert_store()
        assert store is not None
        for one in self._intermediates:
            # Not trusted by itself: OpenSSL goes on to a root unless it is told to accept partial chains.
            store.add_cert(X509.from_cryptography(one))


class Policy(BrowserLikePolicyForHTTPS):
    """Verifies the certificate of every connection, with the intermediates known so far."""

    def __init__(self, pem: str = "") -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._intermediates = x509.load_pem_x509_certificates(pem.encode()) if pem else []
        self._completed: set[tuple[str, int]] = set()

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 - Twisted's name
        """What makes the connection to a host secure."""
        return optionsForClientTLS(
            hostname.decode("ascii"),
            trustRoot=_Trust(self._intermediates),  # type: ignore[arg-type] # zope's word for it
        )

    def complete(self, host: str, port: int, proxy: "Proxy | None" = None) -> bool:
        """Fetch the intermediates that the host's certificate misses; once for each host. It takes time: call it in a
        thread. Returns whether there are new ones.

        The host is asked through the proxy, if there is one; the address of an intermediate through the proxy that the
        environment names for it.
        """
        if (host, port) in self._completed:
            return False
        self._completed.add((host, port))
        try:
            found = list(_missing(host, port, proxy))
        except (OSError, ValueError) as error:
            logger.info("the missing intermediate of %s cannot be had: %s", host, error)
            return False
        self._intermediates += found
        for one in found:
            logger.info("%s leaves out the certificate of %s, which was fetched", host, one.subject.rfc4514_string())
        return bool(found)


def _missing(host: str, port: int, proxy: "Proxy | None") -> Iterator[x509.Certificate]:
    """The certificates between a server's own and a root, each from the address that the one before names."""
    current = _own(host, port, proxy)
    for _ in range(_MOST_LINKS):
        address = _issuer_address(current)
        if address is None or not _may_be_asked(address, host, by_proxy=proxy is not None):
            return
        current = _fetched(address)
        if current.issuer == current.subject:  # a root: trusted already, or not at all
            return
        yield current


def _own(host: str, port: int, proxy: "Proxy | None") -> x509.Certificate:
    """The server's own certificate, taken without trust."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        _connected(host, port, proxy) as plain,
        context.wrap_socket(plain, server_hostname=host) as secured,
    ):
        return x509.load_der_x509_certificate(secured.getpeercert(binary_form=True) or b"")


def _connected(host: str, port: int, proxy: "Proxy | None") -> socket.socket:
    """A connection to the host, through a tunnel of the proxy if there is one."""
    if proxy is None:
        return socket.create_connection((host, port), timeout=_SECONDS)
    parts = urlsplit(proxy.address)
    tunnel = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=_SECONDS)
    tunnel.set_tunnel(host, port, {"Proxy-Authorization": proxy.authorization} if proxy.authorization else {})
    tunnel.connect()
    connection: socket.socket = tunnel.sock
    return connection


def _issuer_address(certificate: x509.Certificate) -> str | None:
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return None
    for one in access:
        if one.access_method == AuthorityInformationAccessOID.CA_ISSUERS:
            address = str(one.access_location.value)
            if address.lower().startswith("http://"):
                return address
    return None


def _may_be_asked(address: str, host: str, *, by_proxy: bool) -> bool:
    """Whether an address that nobody vouches for may be asked for: none within this network, unless the portal is.

    Behind a proxy there may be no name service here: what a name leads to is the proxy's business then.
    """
    parts = urlsplit(address)
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(parts.hostname, parts.port or 80, type=socket.SOCK_STREAM)}
        own = {entry[4][0] for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except socket.gaierror:
        if by_proxy:
            return True
        raise
    return found <= own or all(ipaddress.ip_address(str(one).partition("%")[0]).is_global for one in found)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow nothing: the address is checked, where it leads is not."""


def _fetched(address: str) -> x509.Certificate:
    opener = urllib.request.build_opener(_NoRedirects)
    with opener.open(address, timeout=_SECONDS) as answer:
        data: bytes = answer.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise ValueError(f"{address}: more than a certificate")
    if data.lstrip().startswith(b"-----BEGIN"):
        return x509.load_pem_x509_certificate(data)
    try:
        return x509.load_der_x509_certificate(data)
    except ValueError:
        return pkcs7.load_der_pkcs7_certificates(data)[0]
