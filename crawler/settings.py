"""Scrapy's settings: every policy of a crawl, each with its reason. A portal's profile adds its own limits."""

import os

from scrapy.settings import default_settings

BOT_NAME = "vnportal"
SPIDER_LOADER_CLASS = "crawler.spider_loader.PortalSpiderLoader"

#: Folder that holds store, archive and datasets; `scrapy crawl NAME -s VNPORTAL_DATA=DIR` chooses another.
VNPORTAL_DATA = "data"
#: Where the portal's operators reach whoever runs the crawl; the environment variable of this name, or the profile.
VNPORTAL_CONTACT = os.environ.get("VNPORTAL_CONTACT")

# Politeness. The profile sets the delay and the number of requests at a time.
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "vnportal"
#: The delay is a promise: it is not cut short at random. Longer at random would be no politer.
DOWNLOAD_DELAY_JITTER = 0.0

# What an answer may be.
#: A body shorter than its Content-Length is a failure, to be tried again, never half an article.
DOWNLOAD_FAIL_ON_DATALOSS = True
REDIRECT_MAX_TIMES = 8
#: Only pages that lead on at once: a page that refreshes itself every minute is no redirect.
METAREFRESH_MAXDELAY = 3
#: Night-time failures of the family, and what proxies before it answer; 429 asks for patience.
RETRY_HTTP_CODES = [408, 429, 500, 502, 503, 504, 520, 522, 524]
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
#: A certificate that is not valid stays so: no further try.
RETRY_EXCEPTIONS = [*default_settings.RETRY_EXCEPTIONS, "crawler.crawling.downloader.refusals.ProxyError"]

# All that Scrapy runs is named here. It loads what its own lists name even to leave it out, and some of that takes
# longer to load than fifty pages to crawl: a console and a remote control, which open ports, and cookies. No cookies
# are kept, as a session of ours would make Liferay put its id into every link; what a page sets goes back with a form
# of that page alone (`crawler.crawling.session_cookies`).
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES = {
    "crawler.crawling.downloader.middlewares.Stay": 50,
    "crawler.crawling.downloader.robots.Robots": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "crawler.crawling.downloader.middlewares.BackOff": 550,
    "crawler.crawling.downloader.rendering.Rendering": 570,
    "crawler.crawling.downloader.redirects.PageRedirects": 580,
    "crawler.crawling.downloader.charset.TextCharset": 585,
    "crawler.crawling.downloader.decompression.Decompression": 590,
    "crawler.crawling.downloader.redirects.Redirects": 600,
    "crawler.crawling.downloader.proxy.Proxy": 750,
    "crawler.crawling.downloader.traffic.Traffic": 850,
}
DOWNLOAD_HANDLERS_BASE: dict[str, str] = {}
DOWNLOAD_HANDLERS = dict.fromkeys(("http", "https"), "crawler.crawling.downloader.handler.Handler")
#: No depth bounds a crawl: a listing of 5,700 pages is as deep.
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
SPIDER_MIDDLEWARES = {"scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": 50}
ITEM_PIPELINES = {
    "pipelines.item_pipelines.Annotate": 200,
}
EXTENSIONS_BASE: dict[str, int] = {}
EXTENSIONS = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.feedexport.FeedExporter": 0,
    "scrapy.extensions.logstats.LogStats": 0,
    "crawler.crawling.scraping.OneByOne": 100,
    "crawler.crawling.downloader.robots.CrawlDelay": 100,
    "crawler.crawling.downloader.politeness.Contact": 100,
}

#: Addresses wait in the store: no memory is lost to them, and no crawl to a crash.
SCHEDULER = "crawler.crawling.scheduler.Frontier"
#: The frontier knows articles by their id: what Scrapy's own filter does for addresses.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"

#: Worker processes that annotate; 0 leaves the language work to a later run.
VNPORTAL_WORKERS = os.cpu_count() or 1

FEED_EXPORT_ENCODING = "utf-8"
#: Lines of a feed are the records of `articles.jsonl`.
FEED_EXPORTERS = dict.fromkeys(("jsonl", "jsonlines", "jl"), "crawler.commands.feed.RecordLines")
LOG_LEVEL = "INFO"
STATS_CLASS = "crawler.crawling.statistics.Counts"
#: The check parses the callback's source anew for each response.
WARN_ON_GENERATOR_RETURN_VALUE = False
LOG_FORMATTER = "crawler.crawling.progress.LogFormatter"
