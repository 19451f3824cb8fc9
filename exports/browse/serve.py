"""Datasette on one `browse.sqlite`, served on loopback until it is interrupted."""

import socket
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from exports import columns
from exports.browse import plugin
from exports.browse.dataset_title import dataset_title
from exports.browse.limits import DATABASE, Dataset
from exports.browse.questions import questions
from exports.formats.sqlite import relation

HOST = "127.0.0.1"
_HERE = Path(__file__).parent
_SETTINGS = {
    "default_page_size": 30,
    "max_returned_rows": 1000,
    "sql_time_limit_ms": 5000,  # a question about all articles may take its time; the reader is alone
    "facet_time_limit_ms": 5000,
    "suggest_facets": False,
    "allow_facet": False,  # those of the list of articles are its own
    "allow_download": False,  # who looks has the file
    "truncate_cells_html": 300,
    "template_debug": False,
    "trace_debug": False,
}


def listening(port: int) -> socket.socket:
    """A socket that takes connections on loopback; port 0 takes a free one.

    Raises:
        OSError: the port is taken.
    """
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((HOST, port))
        taken.listen()
    except OSError:
        taken.close()
        raise
    return taken


def serve(file: Path, listener: socket.socket) -> None:
    """Serve the file until the process is interrupted.

    Raises:
        KeyboardInterrupt: it was, and the server has stopped.
    """
    config = uvicorn.Config(
        application(file).app(), log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=2
    )
    uvicorn.Server(config).run(sockets=[listener])


def application(file: Path) -> Any:
    """Datasette with the pages of this package. It opens the file as immutable."""
    if not pm.is_registered(plugin):
        pm.register(plugin)
    # It would make a page of each error besides ours, and print a traceback of every mistyped address.
    if pm.has_plugin("datasette.handle_exception"):
        pm.unregister(name="datasette.handle_exception")
    served = Datasette(
        immutables=[str(file)],
        metadata=_metadata(file),
        settings=_SETTINGS,
        template_dir=str(_HERE / "templates"),
        static_mounts=[("static", str(_HERE / "static"))],
    )
    served.remove_database(DATABASE)
    served.add_database(Dataset(served, str(file), is_mutable=False), name=DATABASE)
    return served


def _metadata(file: Path) -> dict[str, Any]:
    """Titles, descriptions of tables and columns, and the questions, in Datasette's form."""
    tables: dict[str, dict[str, Any]] = {
        relation(table): {
            "description": f"One row is {table.row}.",
            "columns": {column.name: column.meaning for column in (*table.outer, *table.columns)},
        }
        for table in columns.BROWSED
    }
    tables["articles"] |= {"sort_desc": "published_at"}
    queries = {
        question.name: {"sql": question.sql, "title": f"{question.title.vi} · {question.title.en}"}
        for question in questions()
    }
    return {"title": dataset_title(file.parent), "databases": {DATABASE: {"tables": tables, "queries": queries}}}
