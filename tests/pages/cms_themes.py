"""Articles as content management systems print them, each page put together at random with the truth of what it says.

Everything is synthetic. What real pages are known to do is done here in other markup: microdata that nobody sees, leads
beside pictures, sentences as captions, bodies that begin with a heading, accounts as bylines, stray ends of paragraphs.
"""

from dataclasses import dataclass, field
from random import Random

from tests.pages.themes import OTHERS, SENTENCES, TITLES, slug

SUBTITLES = ("I. MỤC ĐÍCH, YÊU CẦU", "1. Công tác chỉ đạo", "A. KẾT QUẢ ĐẠT ĐƯỢC")
LEADS = (
    "Sáng 17/6, Đảng ủy phường tổ chức hội nghị sơ kết công tác sáu tháng đầu năm và triển khai nhiệm vụ trọng tâm.",
    "Thực hiện kế hoạch của thành phố, phường đã ra quân tổng vệ sinh môi trường trên toàn địa bàn trong hai ngày.",
)
WRITERS = ("Phạm Hảo", "Nguyễn Thu Hà", "Trần Văn Bình", "Lê Minh Anh")
ACCOUNTS = ("admin admin", "Ad Min", "Pho Ban bien tap", "Quản trị viên")
HIDDEN = ("hidden hide d-none", "hidden", "d-none", "sr-only")
DAMAGED = (("TT&TT", "TTamp;TT"), ("“Một cửa”", "ldquo;Một cửardquo;"), ("2016 – 2020", "2016 &amp;ndash; 2020"))


@dataclass
class Truth:
    """What a page says."""

    url: str
    title: str
    lead: str | None
    paragraphs: list[str]
    published_at: str
    precision: str
    views: int | None
    author: str | None
    author_raw: str | None
    captions: list[str | None]
    choices: dict[str, object] = field(default_factory=dict)


class CmsTheme:
    """A theme and an article, both from `seed`."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.choices: dict[str, object] = {"seed": seed}

    def pick(self, name: str, *options: str) -> str:
        choice = self.random.choice(options)
        self.choices[name] = choice
        return choice

    def chance(self, name: str, likely: float) -> bool:
        choice = self.random.random() < likely
        self.choices[name] = choice
        return choice

    def box(self, inner: str, tag: str = "div") -> str:
        name = "".join(self.random.choices("bcdfghjklmnpqrstvwxz", k=6))
        return f'<{tag} class="{name}">{inner}</{tag}>'

    def article(self) -> tuple[str, Truth]:
        """The page's markup and its truth."""
        rnd = self.random
        title = rnd.choice(TITLES)
        number = rnd.randrange(1_000_000, 1_900_000)
        texts = rnd.sample(SENTENCES, k=rnd.randrange(3, 7))
        truth = Truth(
            f"https://sontay.hanoi.gov.vn/tin-tuc/-/view_content/{number}-{slug(title)}.html",
            *(title, rnd.choice(LEADS), texts, "", "minute", None, None, None, []),
            choices=self.choices,
        )
        head = self.box(title, self.pick("title", "h1", "h2", "h1")) + self.unseen(truth) + self.stamp(truth)
        main = head + self.opening(truth) + self.body(truth) + self.signed(truth)
        if self.chance("wrapped", 0.7):
            main = self.box(main)
        return self.page(title, main), truth

    def unseen(self, truth: Truth) -> str:
        """Microdata that readers never see."""
        if not self.chance("microdata", 0.4):
            return ""
        name = self.pick("hidden", *HIDDEN)
        return (
            f'<div class="{name}" itemprop="author"><span itemprop="name">Phòng Biên tập số 9</span></div>'
            f'<span class="{name}" itemprop="dateModified">2021-01-01T08:00:00+07:00</span>'
            f'<div class="{name}" itemprop="publisher"><span>ỦY BAN NHÂN DÂN</span><img src="/logo-site.png"></div>'
        )

    def stamp(self, truth: Truth) -> str:
        style = self.pick("stamp", "labelled", "midnight", "writer", "weekday", "ago", "zone", "day")
        truth.published_at = "2020-06-17T15:20:00+07:00"
        if style == "labelled":
            truth.views = self.random.randrange(1_000, 9_999)
            said = f"{truth.views // 1000}{self.pick('thousands', ' ', '.', '')}{truth.views % 1000:03}"
            return self.box(f"Ngày đăng 17/06/2020 | 3:20 PM &nbsp;|&nbsp;View count: {said}")
        if style == "writer":
            truth.author = truth.author_raw = self.random.choice(WRITERS)
            return self.box(f"<span>{truth.author} 15:20 17/06/2020</span>")
        if style == "ago":
            return self.box('<span title="15:20, 17/06/2020">3 năm trước</span>')
        if style == "zone":
            return self.box("2020-06-17 08:20:00+00:00", "time")
        if style == "weekday":
            return self.box("<span>Thứ tư - 17/06/2020 15:20</span>")
        truth.published_at, truth.precision = "2020-06-17T00:00:00+07:00", "day"
        return self.box("Ngày đăng 17/06/2020 | 12:00 AM" if style == "midnight" else "Ngày đăng: 17/06/2020")

    def opening(self, truth: Truth) -> str:
        """The picture and the lead above the text."""
        style = self.pick("opening", "beside", "figure", "plain", "named")
        lead = truth.lead or ""
        if style == "beside":
            truth.captions.append(None)
            shown = self.pick("beside", f"<p><strong>{lead}</strong></p>", f"<p>{lead}</p>", f"<div>{lead}</div>")
            return self.box(f'<img src="/image/1.jpg" class="pull-left">{shown}')
        if style == "figure":
            truth.captions.append(self.random.choice(SENTENCES))
            figure = (
                f'<figure><div><img src="/image/1.jpg"></div><figcaption>{truth.captions[-1]}</figcaption></figure>'
            )
            return figure + f'<div class="{self.pick("home", "hometext", "news-sapo", "td-lead")}">{lead}</div>'
        if style == "named":
            return f'<h2 data-role="sapo">{lead}</h2>'
        return self.box(lead, "p")

    def body(self, truth: Truth) -> str:
        lines = list(truth.paragraphs)
        if self.chance("damaged", 0.3):
            meant, written = self.random.choice(DAMAGED)
            lines[-1] = f"Sở {written} phối hợp. {lines[-1]}"
            truth.paragraphs[-1] = f"Sở {meant} phối hợp. {truth.paragraphs[-1]}"
        shown = {
            "p": "".join(f"<p>{line}</p>" for line in lines),
            "stray": "".join(f"{line}</p>\n" for line in lines),
            "breaks": "<br><br>".join(lines),
            "divs": "".join(f"<div>{line}</div>" for line in lines),
        }[self.pick("paragraphs", "p", "stray", "breaks", "divs")]
        if self.chance("subtitle", 0.3):
            truth.paragraphs.insert(0, self.random.choice(SUBTITLES))
            shown = f"<p><strong>{truth.paragraphs[0]}</strong></p>{shown}"
        elif self.chance("again", 0.2):
            shown = f"<h2>{truth.lead}</h2>{shown}"
        if self.chance("banner", 0.2):
            shown += '<p><a href="https://dichvucong.example/"><img src="/dvc.jpg"></a></p>'
        return self.box(shown)

    def signed(self, truth: Truth) -> str:
        """An account, a name, or both, at the end."""
        made = ""
        if truth.author is None and self.chance("signed", 0.4):
            truth.author = truth.author_raw = self.random.choice(WRITERS)
            made = f'<p style="text-align:right"><strong>{truth.author}</strong></p>'
        if self.chance("account", 0.4):
            account = self.random.choice(ACCOUNTS)
            truth.author_raw = truth.author_raw or account
            made += f'<p align="right"><strong><em>{account}</em></strong></p>'
        return made

    def page(self, title: str, main: str) -> str:
        others = [(one, self.random.randrange(2_000_000, 2_900_000)) for one in OTHERS]
        links = "".join(
            f'<li><a href="/tin-tuc/-/view_content/{n}-{slug(one)}.html">{one}</a></li>' for one, n in others
        )
        menu = "".join(f'<li><a href="/{slug(name)}">{name}</a></li>' for name in ("Tin tức", "Kinh tế", "Liên hệ"))
        side = self.box("Văn bản mới" + self.box(links, "ul"))
        related = self.box(
            self.box(self.pick("related", "Các tin khác", "Tin liên quan"), "h3") + self.box(links, "ul")
        )
        tools = '<a href="javascript:print()"><img src="/images/spacer.png" width="16">In bài viết</a>'
        foot = self.box("Bản quyền thuộc UBND phường. Địa chỉ: số 1 phố Phó Đức Chính. Điện thoại: 024 3333 4444")
        trail = self.box('<a href="/">Trang chủ</a> » <a href="/tin-tuc">Tin tức</a>')
        portlet = "<h1>Tin tức nổi bật</h1>" if self.chance("portlet", 0.3) else ""
        middle = trail + portlet + main + tools + related
        return (
            f"<html><head><title>{title} - Cổng thông tin điện tử</title></head><body><ul>{menu}</ul>"
            f"{self.box(side + self.box(middle))}{foot}</body></html>"
        )
