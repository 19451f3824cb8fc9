"""Cookies of a form: some portals take a form only from the session that they gave it to.

A crawl keeps no cookies. What a page of a listing sets goes back with the form of that page, and nowhere else.
"""

from crawler.archive.warc import Exchange


def cookies_of(came: Exchange, before: str = "") -> str:
    """The header `Cookie` for a form of the page that came: what it sets, over what the pages before it have set.

    "a=1; Path=/" and "b=2" behind the page before's "a=0" give "a=1; b=2".
    """
    held = dict(one.partition("=")[::2] for one in before.split("; ") if one)
    for name, value in came.response_headers:
        if name.lower() == "set-cookie":
            key, _, said = value.partition(";")[0].strip().partition("=")
            held[key] = said
    return "; ".join(f"{key}={said}" for key, said in held.items() if key and said)
