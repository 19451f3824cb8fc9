"""A demonstration portal that means harm: its newest articles carry what an attacker would try on whoever crawls it.

Where an attack is text, a right record holds that text letter for letter, but for invisible characters (`Attack.seen`).
Where an attack is markup, a right record holds the article beneath it. The texts do no harm to a program that treats
them as texts. The addresses are ones that no crawl may ask for.
"""

import re
from dataclasses import dataclass, replace

from crawler.demo.model import DemoArticle, File
from crawler.demo.site import Site

#: Where cloud providers keep the secrets of a machine, in several spellings, and other hosts that are not the portal.
METADATA = "169.254.169.254"
ELSEWHERE = (
    f"http://{METADATA}",
    "http://2852039166",
    f"http://[::ffff:{METADATA}]",
    "http://metadata.google.internal",
    "http://[::1]:9",
    "http://127.0.0.1:9",
    "//localhost:9",
    f"http:\\\\{METADATA}",
    f"http://127.0.0.1@{METADATA}",
)
#: What one category's name ends with: it would clear the terminal that shows it, ring its bell, and turn its writing.
CATEGORY = " \x1b[2J\x07\u202e<b>khẩn"
LONG = 1_000_000
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
DEEP = 10_000


@dataclass(frozen=True, slots=True)
class Attack:
    """What an article carries: another title, files, and markup for the head of its page and round its body.

    `followed` is set where the page sends its reader off the portal at once, so that there is no article to be had.
    """

    name: str
    title: str | None = None
    files: tuple[File, ...] = ()
    head: str = ""
    before: str = ""
    after: str = ""
    followed: bool = False

    @property
    def seen(self) -> str:
        """The title without the controls that turn the direction of writing: no record keeps what is invisible."""
        return "".join(char for char in self.title or "" if char not in _TURNING)


def _everywhere(path: str) -> str:
    """Links, frames, pictures and forms that lead elsewhere."""
    return "".join(
        f'<p><a href="{host}{path}">Tin liên quan từ nơi khác số {number}</a></p><iframe src="{host}{path}"></iframe>'
        f'<img src="{host}{path}"><script src="{host}{path}"></script><form action="{host}{path}"></form>'
        for number, host in enumerate(ELSEWHERE)
    )


_PATHS = (
    "/documents/10180/../../../../etc/passwd.pdf",
    "/documents/10180/%2e%2e%2f%2e%2e%2fetc%2fcron.d%2fx.pdf",
    "/documents/10180/1/..%5c..%5cwindows%5cx.pdf",
    "/documents/10180/1/x.pdf%00.exe",
    "file:///etc/passwd.pdf",
)
NAMES = ("../../../../etc/cron.d/tep", "/etc/passwd", "..\\..\\windows\\tep.pdf", "con.pdf", "~/.ssh/tep.pdf")

ATTACKS = (
    Attack("script", 'Lịch họp <script>fetch("http://169.254.169.254/latest/meta-data/")</script> tuần này'),
    Attack("breakout", "</title></script></textarea>--><img src=x onerror=alert(1)> Thông báo số 2"),
    Attack("quotes", "Thông báo \"><svg onload=alert(1)>' onmouseover='alert(1) về lịch tiếp công dân"),
    Attack("formula", '=HYPERLINK("http://169.254.169.254/","Xem chi tiết")'),
    Attack("command", "@SUM(1+1)*cmd|' /C calc'!A0 kết quả thi đua"),
    Attack("sql", "Kế hoạch năm'); DROP TABLE articles;-- của thị xã"),
    Attack(
        "template", "Giá trị {0.__class__} %s %(x)s ${jndi:ldap://169.254.169.254/a} {{7*7}} [bold red]x[/bold red]"
    ),
    Attack("bidi", "Tải tệp \u202egpj.exe\u202c về \u2066máy\u2069 của bạn"),
    Attack("long", "Dài quá mức " + "a" * LONG),
    Attack("deep", before="<div>" * DEEP, after="</div>" * DEEP),
    Attack("files", files=tuple(File(path, name) for path, name in zip(_PATHS, NAMES, strict=True))),
    Attack("elsewhere", after=_everywhere("/tin-noi-bat/-/view_content/9990001-x.html")),
    Attack("base", head=f'<base href="http://{METADATA}/">'),
    Attack("refresh", head=f'<meta http-equiv="refresh" content="0; url=http://{METADATA}/latest/">', followed=True),
    Attack("entities", before="&xxe;<p>&#xD800;&#0;&#x1F;&#x202E;</p>", after="<![CDATA[<script>alert(1)</script>]]>"),
)
#: What stands in the home page and in every listing.
_ON_LISTINGS = f"<div>{_everywhere('/tin-noi-bat/-/view_content/9990002-y.html')}{_everywhere('/tin-khac')}</div>"
_DOCTYPE = '<!DOCTYPE html [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>'


class HostileSite(Site):
    """The site of a seed and a number of articles; the newest have `ATTACKS`, in their order."""

    def __init__(self, seed: int = 1, articles: int = 140) -> None:
        super().__init__(seed, articles)
        self.sections = tuple(
            replace(each, name=each.name + CATEGORY) if each.slug == "y-te" else each for each in self.sections
        )
        self._by_slug = {section.slug: section for section in self.sections}

    def _article(self, index: int) -> DemoArticle:
        article = super()._article(index)
        if index >= len(ATTACKS) or index == self._seed_index:
            return article
        attack = ATTACKS[index]
        return replace(article, title=attack.title or article.title, files=attack.files + article.files)

    def as_sent(self, page: str, article: DemoArticle | None) -> str:
        """The page with the attack's markup."""
        if article is None:
            return _inserted(page, "", "", _ON_LISTINGS)
        if article.index >= len(ATTACKS):
            return page
        attack = ATTACKS[article.index]
        if attack.name == "entities":
            page = re.sub(r"<!DOCTYPE[^>]*>", lambda _: _DOCTYPE, page, count=1, flags=re.I)
        return _inserted(page, attack.head, attack.before, attack.after)


def _inserted(page: str, head: str, before: str, after: str) -> str:
    page = re.sub(r"<head\b[^>]*>", lambda found: found[0] + head, page, count=1, flags=re.I)
    page = re.sub(r"<body\b[^>]*>", lambda found: found[0] + before, page, count=1, flags=re.I)
    return re.sub(r"</body>", lambda found: after + found[0], page, count=1, flags=re.I)
