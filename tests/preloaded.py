"""What the process has loaded that `tests.forked` forks commands from: libraries, and the models of the language
stages.
"""

import gc
import importlib
import logging

from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from crawler import settings
from pipelines.annotate_articles import load_models

for name in (
    "scrapy.core.engine",
    "crawler.spiders.web_archive",
    "crawler.crawling.downloader.handler",
    "crawler.commands.crawl",
    "crawler.commands.export",
    "crawler.commands.ingest",
    "crawler.commands.nightly",
    "crawler.commands.probe",
    "crawler.commands.publish",
    "crawler.commands.reprocess",
    "crawler.commands.show",
    "crawler.commands.status",
    "pandas",  # pyarrow imports it when it writes the first file
):
    importlib.import_module(name)
_CHOSEN = Settings()
_CHOSEN.setmodule(settings)
for kind in ("EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES"):
    for component, place in _CHOSEN.get_component_priority_dict_with_base(kind).items():
        if place is not None:
            load_object(component)
load_models()
logging.getLogger().handlers.clear()  # the models' library adds one, which a command does not have before it annotates
gc.collect()
gc.freeze()  # a process that is forked need not look through it again
