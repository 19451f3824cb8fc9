"""How long `vnportal site` takes: `python -m benchmarks.site [--articles 5000]`.

Prints the seconds of the real command, how many pages it makes, the size of the site without the data files, and the
heaviest page. The articles are those of `benchmarks.browse`: random words, names and dates of real shape.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.browse import records
from exports.write import write
from pipelines.derive_tables import derivers


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=5_000)
    count = parser.parse_args().articles
    with TemporaryDirectory() as folder:
        dataset, out = Path(folder) / "dataset", Path(folder) / "site"
        write(records(count), dataset, ["sqlite"], derivers=derivers())
        command = [
            sys.executable,
            "-c",
            "from crawler.cli import main; main()",
            "site",
            str(out),
            "--data",
            str(dataset),
        ]
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        print(f"{time.perf_counter() - start:.1f} s for {count} articles: {done.stdout.splitlines()[0]}")
        heaviest = max(out.rglob("*.html"), key=lambda path: path.stat().st_size)
        print(f"heaviest page: {heaviest.stat().st_size / 1e3:.0f} kB, {heaviest.relative_to(out)}")


if __name__ == "__main__":
    main()
