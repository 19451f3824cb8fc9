"""Serve a demonstration portal of any size until interrupted: `python -m crawler.demo --articles 20000 --layout soup`.

The first line of standard output is the base URL.
"""

import argparse
import time

from crawler.demo.layouts import DEFAULT, LAYOUTS, PLATFORMS
from crawler.demo.server import serve
from crawler.demo.site import Site


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog=f"python -m {__package__}", description="Serve the demonstration portal.")
    parser.add_argument("--articles", type=int, default=140, help="number of articles (140)")
    parser.add_argument("--layout", choices=sorted({*LAYOUTS, *PLATFORMS}), default=DEFAULT, help=f"theme ({DEFAULT})")
    parser.add_argument("--port", type=int, default=0, help="port on loopback; 0 takes a free one")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other articles (1)")
    parser.add_argument("--validators", action="store_true", help="give ETag and Last-Modified with articles")
    options = parser.parse_args()
    site = Site(options.seed, options.articles)
    with serve(site, options.layout, port=options.port, validators=options.validators) as server:
        print(server.base_url, flush=True)  # noqa: T201 - the address is this program's output
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
