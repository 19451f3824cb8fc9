"""A dead man's switch: a finished night requests an address, and a service raises the alarm when no request comes."""

import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from urllib.parse import urlsplit

from crawler.records.errors import UsageError

ADDRESS = "VNPORTAL_PING"
_SECONDS = 10


def check_config(environ: Mapping[str, str]) -> None:
    """Make sure that the address, if there is one, is a web address; asks for nothing.

    Raises:
        UsageError: it is none.
    """
    address = environ.get(ADDRESS, "").strip()
    if address and (urlsplit(address).scheme not in {"http", "https"} or not urlsplit(address).hostname):
        raise UsageError(f"{ADDRESS}: expected a web address, http:// or https://")


def ping(environ: Mapping[str, str]) -> str | None:
    """Ask for the address, if there is one; returns what went wrong, without the address, which may be secret."""
    address = environ.get(ADDRESS, "").strip()
    if not address:
        return None
    try:
        with urllib.request.urlopen(address, timeout=_SECONDS):  # noqa: S310 - a web address, by `check_config`
            return None
    except urllib.error.HTTPError as error:
        cause = f"the service answered {error.code}"
    except urllib.error.URLError as error:
        cause = str(getattr(error.reason, "strerror", None) or error.reason)
    except (OSError, HTTPException, ValueError) as error:
        cause = type(error).__name__
    return f"the address in {ADDRESS} could not be asked for: {cause}: check it, and that its service can be reached"
