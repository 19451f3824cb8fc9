"""What the process has loaded that `tests.forked` forks commands from: libraries, and the models of the language
stages.
"""

import gc
import importlib
import logging

from pipelines.annotate_articles import load_models

for name in (
    "scrapy.core.engine",
    "crawler.spiders.web_archive",
    "crawler.commands.ingest",
    "crawler.commands.nightly",
    "crawler.commands.reprocess",
    "crawler.commands.status",
):
    importlib.import_module(name)
load_models()
logging.getLogger().handlers.clear()  # the models' library adds one, which a command does not have before it annotates
gc.collect()
gc.freeze()  # a process that is forked need not look through it again
