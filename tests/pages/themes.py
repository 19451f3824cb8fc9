"""Pages of articles in themes put together at random, each with the truth of what must be read from it.

Everything is synthetic. A theme is a choice for every part of a page (shell, category, title, meta line, lead, text,
captions, byline, boxes), so that no two pages share much markup; names of classes are random letters.
"""

from dataclasses import dataclass, field
from html import escape
from random import Random

SENTENCES = (
    "Ban Chỉ đạo thị xã đã kiểm tra công tác phòng, chống thiên tai tại các xã ven sông Hồng và sông Tích.",
    "Các đại biểu thảo luận, thống nhất thông qua 12 chỉ tiêu phát triển kinh tế - xã hội năm 2021.",
    "Phòng Văn hóa và Thông tin phối hợp với các trường tổ chức thi tìm hiểu di tích Thành cổ cho hơn 1.200 học sinh.",
    "Đồng chí Trần Văn Bình, Phó Chủ tịch UBND thị xã, chủ trì hội nghị và phát biểu kết luận.",
    "Theo báo cáo, đến ngày 15/5/2020 toàn thị xã đã tiêm phòng cho 34.500 con gia cầm, đạt 92% kế hoạch.",
    "Nhân dịp này, Ban Tổ chức trao 20 suất quà cho các gia đình chính sách trên địa bàn phường.",
    "Trong thời gian tới, các đơn vị tiếp tục đẩy mạnh tuyên truyền, vận động nhân dân giữ gìn vệ sinh môi trường.",
    "Trung tâm Y tế thị xã tổ chức khám sức khỏe, cấp thuốc miễn phí cho 150 người cao tuổi xã Kim Sơn.",
    "Kế hoạch số 45/KH-UBND ngày 12/3/2020 giao Phòng Kinh tế chủ trì, hướng dẫn bà con chuyển đổi cây trồng.",
    "Bí thư Đảng ủy xã Nguyễn Thị Lan cho biết, phong trào đã thu hút đông đảo đoàn viên, hội viên tham gia.",
    "Giải bóng chuyền có 16 đội nam, 10 đội nữ đến từ các xã, phường, cơ quan và trường học.",
    "Lực lượng công an đã tuần tra, xử lý 37 trường hợp vi phạm trật tự đô thị, phạt gần 60 triệu đồng.",
)
TITLES = (
    "Thị xã sơ kết công tác dân vận 6 tháng đầu năm",
    "Khai mạc giải bóng chuyền các xã, phường lần thứ V",
    "Hội Nông dân xã Kim Sơn ra quân làm sạch đường làng",
    "Bàn giao nhà đại đoàn kết cho hộ nghèo phường Viên Sơn",
    "Đoàn công tác của thành phố kiểm tra phòng, chống dịch",
    "Phát động Tết trồng cây - Xuân Canh Tý 2020",
)
CATEGORIES = ("Đảng - đoàn thể", "Kinh tế", "Văn hóa - Xã hội", "Y tế, giáo dục", "An ninh - Quốc phòng", "Tin tức")
AUTHORS = ("PHẠM HẢO", "Thu Hà", "Nguyễn Thị Minh", "Hoàng Long - Mai Anh", "Lê Văn Tám")
SOURCES = ("Báo Nhân dân", "TTXVN", "Báo Hà Nội mới", "Cổng thông tin điện tử Chính phủ")
CAPTIONS = (
    "Quang cảnh hội nghị",
    "Các đại biểu tham quan mô hình trồng rau",
    "Lãnh đạo thị xã trao giấy khen",
    "Toàn cảnh buổi lễ",
)
#: (wording, whether it holds a clock): `{d}` day, `{t}` clock, `{n}` views.
STAMPS = (
    ("Ngày đăng {d} | {t}  |  View count: {n}", "{d} | {t}"),
    ("Ngày đăng: {d}", "{d}"),
    ("Đăng ngày {d} - Lượt xem: {n}", "{d}"),
    ("Cập nhật: {d} {t} | Số lượt xem: {n}", "{d} {t}"),
    ("{t}, {d}", "{t}, {d}"),
    ("{d} - {t}", "{d} - {t}"),
    ("Đăng lúc: {t} - {d} ({n} lượt đọc)", "{t} - {d}"),
    ("Posted {d} {t} Views: {n}", "{d} {t}"),
    ("Thời gian đăng: {d} {t} | Đã xem: {n}", "{d} {t}"),
    ("Date: {d} | Views: {n}", "{d}"),
)
OTHERS = (
    "Trao quà Tết cho hộ nghèo xã Đường Lâm",
    "Tuyên dương học sinh giỏi năm học 2019 - 2020",
    "Ra quân tổng vệ sinh môi trường phường Ngô Quyền",
    "Họp bàn công tác chuẩn bị lễ hội đền Và",
    "Tập huấn chuyển đổi số cho cán bộ xã",
)


@dataclass
class Truth:
    """What a page says."""

    title: str
    url: str
    category: str | None
    lead: str | None
    paragraphs: list[str]
    raw: str | None
    published_at: str | None
    views: int | None
    author: str | None
    source: str | None
    captions: list[str | None]
    files: list[str]
    choices: dict[str, object] = field(default_factory=dict)


def slug(title: str) -> str:
    from crawler.pages.page.tree import folded

    return folded(title).replace(" ", "-")


class Theme:
    """A theme and an article, both from `seed`."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.upper = self.random.random() < 0.25
        self.choices: dict[str, object] = {"seed": seed, "upper": self.upper}

    def pick(self, name: str, *options: str) -> str:
        choice = self.random.choice(options)
        self.choices[name] = choice
        return choice

    def chance(self, name: str, likely: float = 0.5) -> bool:
        choice = self.random.random() < likely
        self.choices[name] = choice
        return choice

    def cls(self) -> str:
        if self.upper:
            return ""
        name = "".join(self.random.choices("bcdfghjklmnpqrstvwxz0123456789", k=5))
        return f' class="x{name}"'

    def tag(self, name: str, inner: str, attributes: str = "") -> str:
        name = name.upper() if self.upper else name
        return f"<{name}{attributes or self.cls()}>{inner}</{name}>"

    def other(self) -> tuple[str, str]:
        title = self.random.choice(OTHERS)
        number = self.random.randrange(2_000_000, 2_900_000)
        return title, f"/tin-noi-bat/-/view_content/{number}-{slug(title)}.html"

    # The article

    def article(self) -> tuple[str, Truth]:
        rnd = self.random
        title = rnd.choice(TITLES)
        if self.chance("capital_title", 0.15):
            title = title.upper()
        sentences = rnd.sample(SENTENCES, k=rnd.randrange(3, 9))
        if self.chance("short", 0.12):
            sentences = sentences[:1]
        texts = []
        while sentences:
            size = rnd.choice((1, 1, 2))
            texts.append(" ".join(sentences[:size]))
            sentences = sentences[size:]
        if self.chance("end_mark", 0.6):
            texts[-1] = texts[-1].rstrip(".") + "./."
        wording, raw = rnd.choice(STAMPS)
        day, clock, views = "17/06/2020", "14:35", rnd.randrange(1, 3000)
        category: str | None = rnd.choice(CATEGORIES)
        shape = self.pick("address", "view_content", "content", "chi-tiet")
        number = rnd.randrange(1_000_000, 1_900_000)
        page = slug(category or "tin")
        url = {
            "view_content": f"https://sontay.hanoi.gov.vn/{page}/-/view_content/{number}-{slug(title)}.html",
            "content": f"https://sontay.hanoi.gov.vn/{page}/-/view_content/content/{number}/{slug(title)}",
            "chi-tiet": f"https://sontay.hanoi.gov.vn/tin-chi-tiet/-/chi-tiet/{slug(title)}-{number}-12.html",
        }[shape]
        values = {"d": day, "t": clock, "n": str(views)}
        truth = Truth(
            title=title,
            url=url,
            category=category,
            lead=texts[0],
            paragraphs=texts[1:],
            raw=raw.format(**values),
            published_at=f"2020-06-17T{clock if '{t}' in raw else '00:00'}:00+07:00",
            views=views if "{n}" in wording else None,
            author=rnd.choice(AUTHORS) if self.chance("author", 0.7) else None,
            source=rnd.choice(SOURCES) if self.chance("source", 0.3) else None,
            captions=[],
            files=[],
            choices=self.choices,
        )
        self.choices["wording"] = wording
        return self.page(truth, wording, values, texts), truth

    def stamp(self, wording: str, values: dict[str, str]) -> str:
        """The meta line in one of many forms of markup."""
        style = self.pick("stamp", "line", "spans", "bold", "icons", "cells", "blocks")
        text = wording.replace(" | ", "\u00a0|\u00a0") if style == "line" else wording
        text = text.format(**values)
        if style == "spans":
            text = text.replace(values["d"], f"<span>{values['d']}</span>")
        elif style == "bold":
            text = text.replace(values["n"], f"<b>{values['n']}</b>")
        elif style == "icons":
            text = '<i class="fa fa-clock-o"></i> ' + text
        elif style == "cells" and " | " in wording and "{n}" in wording:
            left, right = text.rsplit(" | ", 1)
            label, value = right.rsplit(" ", 1)
            row = self.tag("td", left) + self.tag("td", "|") + self.tag("td", label) + self.tag("td", value)
            return self.tag("table", self.tag("tr", row))
        elif style == "blocks" and " | " in wording and "{n}" in wording:
            left, right = text.rsplit(" | ", 1)
            return self.tag("div", self.tag("div", left) + self.tag("div", right.strip()))
        name = self.pick("stamp_tag", "div", "p", "span", "small", "time", "font")
        made = self.tag(name, text)
        return made if name in {"div", "p"} else self.tag("div", made)

    def heading(self, truth: Truth) -> str:
        style = self.pick("title", "h1", "h2", "h3", "div", "span", "font", "b", "strong", "td")
        text = escape(truth.title)
        if style == "font":
            return f'<FONT SIZE="4" COLOR="#990000"><B>{text}</B></FONT><BR>'
        if style == "td":
            return f'<table width="100%"><tr><td align="center"><b>{text}</b></td></tr></table>'
        if style in {"span", "b", "strong"}:
            return self.tag("div", self.tag(style, text))
        return self.tag(style, text)

    def above(self, truth: Truth) -> str:
        name = truth.category or ""
        style = self.pick("category", "heading", "trail", "list", "link", "cell", "arrows")
        home = '<a href="/">Trang chủ</a>'
        link = f'<a href="/{slug(name)}">{name}</a>'
        if style == "heading":
            return self.tag(self.random.choice(("h2", "h3", "div", "b")), name) + ("<br>" if self.upper else "")
        if style == "trail":
            return self.tag("div", f"{home} » {link}")
        if style == "list":
            return self.tag("ul", self.tag("li", home) + self.tag("li", link) + self.tag("li", escape(truth.title)))
        if style == "link":
            return self.tag("div", link)
        if style == "cell":
            return f'<table><tr><td><img src="/images/bullet.gif"></td><td><b>{name}</b></td></tr></table>'
        return self.tag("p", f"{home} &gt; <span>{name}</span>")

    def tools(self) -> str:
        style = self.pick("tools", "none", "links", "buttons", "letters")
        if style == "links":
            return self.tag(
                "div", '<a href="javascript:window.print()">In bài</a> | <a href="mailto:?subject=x">Gửi email</a>'
            )
        if style == "buttons":
            return self.tag("div", "<button>Nghe bài viết</button>" + self.tag("span", "Cỡ chữ: A- A A+"))
        if style == "letters":
            return self.tag("ul", self.tag("li", "A-") + self.tag("li", "A+") + self.tag("li", "Chia sẻ"))
        return ""

    # The text

    def picture(self, truth: Truth, number: int) -> str:
        caption = self.random.choice(CAPTIONS) if self.chance(f"caption{number}", 0.8) else None
        truth.captions.append(caption)
        lazy = self.chance("lazy", 0.3)
        source = f"/documents/10180/22/anh-{number}.jpg"
        image = (
            f'<img src="/images/spacer.gif" data-src="{source}" alt="minh họa">' if lazy else f'<img src="{source}">'
        )
        style = self.pick(f"figure{number}", "figure", "table", "centre", "wrapper", "break")
        if caption is None:
            return self.tag("p", image, ' style="text-align:center"')
        if style == "figure":
            return f"<figure>{image}<figcaption>{caption}</figcaption></figure>"
        if style == "table":
            return f'<table align="center"><tr><td>{image}</td></tr><tr><td><i>{caption}</i></td></tr></table>'
        if style == "centre":
            return f'<p align="center">{image}</p><p align="center"><em>{caption}</em></p>'
        if style == "wrapper":
            return self.tag("div", image + self.tag("div", caption))
        return f'<p style="text-align: center">{image}<br><i>{caption}</i></p>'

    def text(self, truth: Truth, texts: list[str], lead_apart: str) -> str:
        """The text of the article; `lead_apart` is the lead in an element of its own, or empty."""
        style = self.pick("paragraphs", "p", "breaks", "divs", "word", "cells", "spans")
        shown = texts[1:] if lead_apart else texts
        pieces = [lead_apart] if lead_apart else []
        pictures = [self.picture(truth, number) for number in range(self.random.choice((0, 1, 1, 2)))]
        at = sorted(self.random.randrange(0, len(shown) + 1) for _ in pictures)
        for index, text in enumerate(shown):
            pieces += [pictures[number] for number, place in enumerate(at) if place == index]
            text = escape(text, quote=False)
            if self.random.random() < 0.2:
                text = text.replace(" và ", "&nbsp;và ", 1)
            if style == "breaks":
                pieces.append(f"{text}<br><br>\n")
            elif style == "divs":
                pieces.append(f"<div>{text}</div>")
            elif style == "word":
                pieces.append(
                    f'<p class=MsoNormal style="text-align:justify"><span lang=VI>{text}<o:p></o:p></span></p>'
                )
            elif style == "cells":
                pieces.append(f"<table><tr><td>{text}</td></tr></table>")
            elif style == "spans":
                pieces.append(
                    f'<p><span style="font-size:14px"><font face="Arial">{text}</font></span></p><p>&nbsp;</p>'
                )
            else:
                pieces.append(f"<p>{text}</p>")
        pieces += [pictures[number] for number, place in enumerate(at) if place == len(shown)]
        if self.chance("box_inside", 0.15) and len(shown) > 1:
            pieces.insert(len(pieces) // 2 + 1, self.related(inside=True))
        return "".join(pieces)

    def signed(self, truth: Truth) -> str:
        made = ""
        if truth.author:
            style = self.pick("byline", "right", "bold", "label", "crew", "plain", "brackets")
            author = truth.author
            made += {
                "right": f'<p style="text-align:right"><strong>{author}</strong></p>',
                "bold": f"<p><b>{author}</b></p>",
                "label": f"<p>Tác giả: {author}</p>",
                "crew": f'<p align="right"><i>Tin, ảnh: {author}</i></p>',
                "plain": f"<div>{author}</div>",
                "brackets": f"<p>({author})</p>",
            }[style]
        if truth.source:
            style = self.pick("from", "label", "theo", "brackets")
            said = {
                "label": f"Nguồn: {truth.source}",
                "theo": f"Theo {truth.source}",
                "brackets": f"(Theo {truth.source})",
            }
            source = f"<p><em>{said[style]}</em></p>"
            made = source + made if self.chance("source_first", 0.4) else made + source
        return made

    def files(self, truth: Truth) -> str:
        if not self.chance("files", 0.25):
            return ""
        name = "Kế hoạch số 45.signed.pdf"
        truth.files.append("/documents/10180/55/KH-45.signed.pdf/0f3a2b1c-1111-2222-3333-444455556666")
        return self.tag("div", self.tag("b", "Tệp đính kèm:") + f' <a href="{truth.files[0]}">{name}</a>')

    # Around the article

    def related(self, inside: bool = False) -> str:
        heading = self.random.choice(
            ("Các tin khác", "Tin liên quan", "Tin cùng chuyên mục", "CÁC TIN ĐÃ ĐƯA", "Tin mới hơn")
        )
        style = self.pick("related_inside" if inside else "related", "list", "summaries", "dates", "cells")
        entries = []
        for _ in range(self.random.randrange(2, 6)):
            title, href = self.other()
            link = f'<a href="{href}">{title}</a>'
            stamp = "Ngày đăng 02/03/2019 | 08:15&nbsp; | &nbsp;View count: 77"
            if style == "list":
                entries.append(self.tag("li", link))
            elif style == "dates":
                entries.append(self.tag("li", f"{link} <i>({stamp})</i>"))
            elif style == "cells":
                entries.append(f"<table><tr><td>-</td><td>{link}</td><td>02/03/2019</td></tr></table>")
            else:
                summary = self.random.choice(SENTENCES)
                entries.append(self.tag("div", self.tag("h4", link) + self.tag("div", stamp) + self.tag("p", summary)))
        body = self.tag("ul", "".join(entries)) if style in {"list", "dates"} else "".join(entries)
        return self.tag("div", self.tag(self.random.choice(("h3", "div", "b", "p")), heading) + body)

    def below(self) -> str:
        parts = []
        if self.chance("tags", 0.3):
            parts.append(self.tag("div", 'Từ khóa: <a href="/tag/1">lễ hội</a>, <a href="/tag/2">di tích</a>'))
        if self.chance("comments", 0.3):
            parts.append(
                self.tag(
                    "div", self.tag("h3", "Ý kiến bạn đọc") + "<form><textarea></textarea><input type=text></form>"
                )
            )
        if self.chance("rating", 0.2):
            parts.append(self.tag("div", "Đánh giá: 5/5 (3 phiếu)"))
        if self.chance("back", 0.3):
            parts.append('<a href="javascript:history.back()">Quay lại</a>')
        return "".join(parts)

    def side(self) -> str:
        boxes = []
        if self.chance("weather", 0.6):
            boxes.append(
                self.tag("div", "thời tiết các vùng" + "".join(self.tag("div", n) for n in ("Hà Nội", "Đà Nẵng")))
            )
        if self.chance("laws", 0.4):
            long = " ".join(self.random.sample(SENTENCES, 4))
            boxes.append(
                self.tag("div", self.tag("h3", "phổ biến pháp luật") + self.tag("p", long) + self.tag("p", long[:300]))
            )
        if self.chance("news", 0.6):
            links = "".join(
                self.tag("li", f'<a href="{href}">{title}</a>') for title, href in (self.other() for _ in range(5))
            )
            boxes.append(self.tag("div", self.tag("h3", "Tin mới nhất") + self.tag("ul", links)))
        if self.chance("counter", 0.5):
            boxes.append(self.tag("div", "Lượt truy cập: 1.234.567"))
        self.random.shuffle(boxes)
        return "".join(boxes)

    def page(self, truth: Truth, wording: str, values: dict[str, str], texts: list[str]) -> str:
        category = self.above(truth)
        title = self.heading(truth)
        stamp = self.stamp(wording, values)
        where = self.pick("stamp_at", "below", "below", "below", "above", "end" if "đăng" in wording else "below")
        lead_tag = self.pick("lead", "none", "none", "h2", "strong", "div", "p")
        lead = ""
        if lead_tag != "none" and len(texts) > 1:
            inner = escape(texts[0], quote=False)
            lead = f"<p><strong>{inner}</strong></p>" if lead_tag == "strong" else self.tag(lead_tag, inner)
        lead_outside = bool(lead) and self.chance("lead_outside", 0.5)
        body = (
            self.text(truth, texts, lead if not lead_outside else "")
            if not lead_outside
            else self.text(truth, ["", *texts[1:]], " ")
        )
        head = title + stamp if where == "below" else stamp + title if where == "above" else title
        if self.chance("head_wrapped", 0.4):
            head = self.tag(self.random.choice(("header", "div", "section")), head)
        head += self.tools() + (lead if lead_outside else "")
        signed = self.signed(truth)
        if self.chance("signed_inside", 0.6):
            body, signed = body + signed, ""
        if self.chance("body_wrapped", 0.7):
            body = self.tag(self.random.choice(("div", "section", "div")), body)
        main = head + body + signed + self.files(truth) + (stamp if where == "end" else "")
        if self.chance("article_wrapped", 0.6):
            main = self.tag(self.random.choice(("article", "div", "x-story")), main)
        related, below = self.related(), self.below()
        order = [below, related] if self.chance("below_first") else [related, below]
        main = category + main + "".join(order)
        return self.shell(truth, main)

    def shell(self, truth: Truth, main: str) -> str:
        menu = "".join(self.tag("li", f'<a href="/{slug(name)}">{name}</a>') for name in (*CATEGORIES, "Liên hệ"))
        top = self.tag("div", "CỔNG THÔNG TIN ĐIỆN TỬ THỊ XÃ SƠN TÂY") + self.tag("ul", menu)
        if self.chance("clock", 0.5):
            top += self.tag("div", "Thứ ba, 24/11/2026")
        side, other = self.side(), self.side()
        foot = self.tag(
            self.random.choice(("div", "footer", "center")),
            "Cơ quan chủ quản: UBND thị xã. Giấy phép số 12/GP-STTTT ngày 01/02/2019<br>"
            "Chịu trách nhiệm: Chánh Văn phòng",
        )
        style = self.pick("shell", "table", "columns", "main", "right")
        if style == "table":
            middle = f'<table width="980"><tr><td width="200">{side}</td><td>{main}</td><td>{other}</td></tr></table>'
        elif style == "columns":
            middle = self.tag("div", self.tag("div", side) + self.tag("div", main) + self.tag("div", other))
        elif style == "main":
            middle = f"<main>{main}</main><aside>{other}</aside>"
        else:
            middle = self.tag("div", self.tag("div", main) + self.tag("div", other))
        site = "Cổng thông tin điện tử thị xã Sơn Tây"
        said = self.pick("head", f"{truth.title} - {site}", truth.title, site, f"{site} | {truth.title}")
        head = f"<head><meta charset=utf-8><title>{escape(said)}</title></head>"
        return f"<html>{head}<body>{top}{middle}{foot}</body></html>"
