"""The upper-case table layout of the 2000s: FONT, CENTER, image bullets, cells within cells, no closing P.

Lead, text and byline stand in one cell; the section's name is written in capitals; the menu is a column of cells.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import ClassVar

from crawler.demo import markup
from crawler.demo.layouts.layout import NOTICE, TITLE, WEATHER, Layout, window
from crawler.demo.model import DemoArticle, Section
from crawler.demo.site import Page

_BULLET = '<IMG SRC="/image/bullet.gif" WIDTH=9 HEIGHT=9 BORDER=0>'


class Retro(Layout):
    """A district's portal of 2006 that was never rebuilt."""

    name: ClassVar[str] = "retro"

    def shell(self, title: str, main: str) -> str:
        """See `Layout.shell`."""
        weather = "".join(
            f'<TR><TD><FONT SIZE="1">{place}</FONT></TD><TD><FONT SIZE="1">{degrees}</FONT></TD></TR>'
            for place, degrees in WEATHER
        )
        law = self._column(self.site.page("pho-bien-phap-luat", 1).articles[:4])
        other = self._column(self.site.newest(5, 1))
        return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=utf-8">
<TITLE>{TITLE}</TITLE><!-- {title} --></HEAD>
<BODY BGCOLOR="#FFFFFF" TOPMARGIN="0" LEFTMARGIN="0"><CENTER>
<TABLE WIDTH="1000" BORDER="0" CELLSPACING="0" CELLPADDING="0">
<TR><TD COLSPAN="3" BGCOLOR="#B22222"><IMG SRC="/image/banner.jpg" ALT="{TITLE}"></TD></TR>
<TR><TD COLSPAN="3"><MARQUEE>Chào mừng bạn đến với {TITLE}</MARQUEE></TD></TR>
<TR><TD WIDTH="180" VALIGN="TOP"><TABLE WIDTH="100%" CLASS="MenuTrai">
<TR><TD>{_BULLET}&nbsp;<A HREF="/trang-chu"><FONT COLOR="#003399"><B>Trang chủ</B></FONT></A></TD></TR>
{self._menu(self.menu(), 0)}</TABLE><BR>
<TABLE BORDER="1" WIDTH="100%"><TR><TD COLSPAN="2"><B>thời tiết các vùng</B></TD></TR>{weather}</TABLE>
<FONT SIZE="1">Số lượt truy cập: 4.512.903</FONT></TD>
<TD WIDTH="620" VALIGN="TOP">{main}</TD>
<TD WIDTH="200" VALIGN="TOP" BGCOLOR="#EEEEEE"><B>phổ biến pháp luật</B><BR>{law}
<HR><B>thông tin khác</B><BR>{other}<HR>
<A HREF="http://quang-cao.example/"><IMG SRC="/image/qc.gif" WIDTH="180"></A><BR>
<A HREF="/lich-cong-tac?date=2025-06-27"><FONT SIZE="1">Lịch công tác tuần</FONT></A></TD></TR>
<TR><TD COLSPAN="3" ALIGN="CENTER" BGCOLOR="#CCCCCC"><FONT SIZE="1">{NOTICE}<BR>
Giấy phép số 345/GP-BC ngày 14/09/2006 - <A HREF="/c/portal/login">Quản trị</A></FONT></TD></TR>
</TABLE></CENTER></BODY></HTML>"""

    def home(self) -> str:
        """See `Layout.home`."""
        boxes: list[str] = []
        for turn, section in enumerate(self.site.listings):
            entries = self.site.page(section.slug, 1).articles[:3]
            links = "".join(f"<TR><TD>{_BULLET} {self.link(each, section, turn)}</TD></TR>" for each in entries)
            boxes.append(
                f'<TABLE WIDTH="100%"><TR><TD BACKGROUND="/image/nen.gif"><A HREF="/{section.slug}">'
                f'<FONT COLOR="WHITE"><B>{section.name.upper()}</B></FONT></A></TD></TR>{links}</TABLE>'
            )
        pairs = zip(boxes[::2], [*boxes[1::2], ""], strict=False)
        rows = "".join(f"<TR><TD WIDTH=310 VALIGN=TOP>{a}</TD><TD WIDTH=310 VALIGN=TOP>{b}</TD></TR>" for a, b in pairs)
        return self.frame("Trang chủ", f"<TABLE>{rows}</TABLE>")

    def listing(self, page: Page) -> str:
        """See `Layout.listing`."""
        rows = "".join(self._row(each, page.section) for each in page.entries) or "<TR><TD>Chưa có tin.</TD></TR>"
        below = " | ".join(f'<A HREF="/{each.slug}">{each.name}</A>' for each in self.subsections(page.section))
        return self.frame(
            page.section.name,
            f'{self._heading(page.section)}<CENTER><FONT SIZE="2">{below}</FONT></CENTER>'
            f'<TABLE WIDTH="100%" CELLPADDING="3">{rows}</TABLE>{self._pager(page)}',
        )

    def reading(self, article: DemoArticle, section: Section) -> str:
        """See `Layout.reading`."""
        older = "".join(
            f"<TR><TD>{_BULLET} {self.link(each, section, 8)} <FONT SIZE=1 COLOR=GRAY>{escape(each.stamp.line)}</FONT>"
            for each in self.site.neighbours(article, 6)
        )
        files = f"<TR><TD>File đính kèm: {markup.files(article)}</TD></TR>" if article.files else ""
        alone = self.href(article, section, 0).partition("?")[0]
        return f"""{self._heading(section)}<TABLE WIDTH="100%" CELLPADDING="4">
<TR><TD><FONT COLOR="#CC0000" SIZE="4"><B>{markup.text(article, article.title)}</B></FONT></TD></TR>
<TR><TD ALIGN="RIGHT"><FONT SIZE="1" COLOR="#666666"><I>{escape(article.stamp.line)}</I></FONT></TD></TR>
<TR><TD ALIGN="JUSTIFY"><FONT FACE="Arial" SIZE="2">
{markup.body(article, with_lead=True, with_author=True)}</FONT></TD></TR>{files}
<TR><TD ALIGN="CENTER"><A HREF="{alone}?p_p_state=pop_up"><IMG SRC="/image/print.gif" ALT="In bài"></A>
<A HREF="mailto:?subject=tin"><IMG SRC="/image/mail.gif" ALT="Gửi"></A></TD></TR></TABLE>
<HR><FONT SIZE="2"><B>CÁC TIN ĐÃ ĐƯA</B></FONT><TABLE>{older}</TABLE>"""

    def page_address(self, section: Section, number: int) -> str:
        """See `Layout.page_address`."""
        return f"/{section.slug}?cur={number}"

    def page_number(self, query: Mapping[str, str]) -> int:
        """See `Layout.page_number`."""
        number = query.get("cur", "1")
        return int(number) if number.isdigit() else 1

    def _column(self, articles: Sequence[DemoArticle]) -> str:
        return "<BR>".join(
            f'{_BULLET} <FONT SIZE="1">{self.link(each, each.sections[0], 5)} ({each.published:%d/%m/%Y})</FONT>'
            for each in articles
        )

    def _menu(self, sections: Sequence[Section], depth: int) -> str:
        rows: list[str] = []
        for section in sections:
            indent = "&nbsp;" * (4 * depth)
            name = f'<FONT COLOR="#003399">{section.name}</FONT>'
            link = name if section.kind == "group" else f'<A HREF="/{section.slug}">{name}</A>'
            rows.append(f"<TR><TD>{indent}{_BULLET}&nbsp;{link}</TD></TR>\n")
            rows.append(self._menu(self.menu(section.slug), depth + 1))
        return "".join(rows)

    def _heading(self, section: Section) -> str:
        return (
            '<TABLE WIDTH="100%" BACKGROUND="/image/nen.gif"><TR><TD><IMG SRC="/image/mui-ten.gif"></TD>'
            f'<TD><FONT COLOR="#FFFFFF"><B>{section.name.upper()}</B></FONT></TD></TR></TABLE>'
        )

    def _row(self, article: DemoArticle, section: Section) -> str:
        where = self.href(article, section, 1)
        image = (
            f'<A HREF="{where}"><IMG SRC="{escape(article.pictures[0].path)}" WIDTH="100" ALIGN="LEFT" BORDER="0"></A>'
            if article.pictures
            else ""
        )
        return (
            f"<TR><TD>{image}<A HREF='{where}'><B>{escape(article.title)}</B></A><BR>"
            f"{escape((article.lead or '')[:140])}<BR>"
            f"<DIV ALIGN=RIGHT><A HREF='{where}'>Xem tiếp...</A></DIV></TD></TR>"
        )

    def _pager(self, page: Page) -> str:
        cells: list[str] = []
        for number in window(page.number, page.last, 2):
            if not number:
                cells.append("...")
            elif number == page.number:
                cells.append(f'<FONT COLOR="RED"><B>[{number}]</B></FONT>')
            else:
                cells.append(f'<A HREF="{self.page_address(page.section, number)}">{number}</A>')
        arrow = (
            f'<A HREF="{self.page_address(page.section, page.number + 1)}">&gt;&gt;</A>'
            if page.number < page.last
            else "&gt;&gt;"
        )
        return f'<P ALIGN="RIGHT">Trang: {" ".join(cells)} {arrow}'
