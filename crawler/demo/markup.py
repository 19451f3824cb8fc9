"""An article's text as the HTML that editors leave behind: the same whatever theme stands round it.

Nothing here has a class or id but Word's own `MsoNormal`, so that layouts share none.
"""

import re
from collections.abc import Iterator
from html import escape

from crawler.demo.model import Block, Bullets, DataTable, DemoArticle, Paragraph, Picture

_BLANK = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def text(article: DemoArticle, words: str) -> str:
    """Words of the article, escaped; with links on the words that carry one, and with hard blanks if it has them."""
    written = escape(words, quote=False)
    if article.look.hard_blanks:
        written = _hard_blanks(written)
    for anchor in article.anchors:
        shown = escape(anchor.text, quote=False)
        if shown in written:
            written = written.replace(shown, f'<a href="{escape(anchor.path)}" target="_blank">{shown}</a>', 1)
    return written


def body(article: DemoArticle, *, with_lead: bool, with_author: bool) -> str:
    """The body; lead and byline are its first and last paragraph where a layout has no place of their own for them."""
    blocks: list[Block] = list(article.blocks)
    if with_lead and article.lead:
        blocks.insert(0, Paragraph(article.lead))
    if with_author:
        blocks.extend(Paragraph(line) for line in closing(article))
    style = article.look.paragraphs
    if style == "cell":
        cells = "".join(f"<tr><td>{text(article, b.text)}</td></tr>\n" for b in blocks if isinstance(b, Paragraph))
        return f'<table border="0" cellpadding="4" width="100%"><tbody>\n{cells}</tbody></table>'
    if style == "br":
        return _broken_lines(article, blocks)
    return "\n".join(_block(article, block) for block in blocks)


def closing(article: DemoArticle) -> Iterator[str]:
    """The lines under the text: where it was taken from, and who wrote it."""
    if article.source:
        yield f"(Nguồn: {article.source})" if article.index % 20 == 8 else f"Theo {article.source}"
    if article.author:
        yield article.author


def picture(article: DemoArticle, shown: Picture) -> str:
    """A picture and its caption in the article's way of setting captions."""
    image = _image(article, shown)
    if shown.caption is None:
        return f'<p style="text-align: center;">{image}</p>'
    caption = text(article, shown.caption)
    if article.look.captions == "table":
        return (
            '<table align="center" border="0" cellpadding="1" cellspacing="1" style="width: 500px;"><tbody><tr><td>'
            f'{image}</td></tr><tr><td style="text-align: center;"><em>{caption} </em></td></tr></tbody></table>'
        )
    if article.look.captions == "figure":
        return f"<figure>{image}<figcaption>{caption}</figcaption></figure>"
    if article.look.captions == "italic":
        return f'<p align="center">{image}</p>\n<p align="center"><i>{caption}</i></p>'
    return f'<div style="text-align:center">{image}<br />{caption}&nbsp;</div>'


def files(article: DemoArticle) -> str:
    """Links to the article's files, bare."""
    return "<br>".join(f'<a href="{escape(file.path)}">{escape(file.title)}</a>' for file in article.files)


def _block(article: DemoArticle, block: Block) -> str:
    if isinstance(block, Picture):
        return picture(article, block)
    if isinstance(block, DataTable):
        return _data_table(article, block)
    if isinstance(block, Bullets):
        tag = "ol" if block.ordered else "ul"
        items = "".join(f"<li>{text(article, item)}</li>" for item in block.items)
        return f"<{tag}>{items}</{tag}>"
    if block.heading:
        return f"<h3><strong>{text(article, block.text)}</strong></h3>"
    return _paragraph(article, text(article, block.text))


def _paragraph(article: DemoArticle, words: str) -> str:
    if article.look.paragraphs == "word":
        font = "font-size:14.0pt;font-family:&quot;Times New Roman&quot;,serif;mso-fareast-language:VI"
        empty = '<p class="MsoNormal"><o:p>&nbsp;</o:p></p>'
        span = f'<span style="{font}">{words}<o:p></o:p></span>'
        return f'<p class="MsoNormal" style="text-align:justify">{span}</p>{empty}'
    if article.look.paragraphs == "div":
        return f'<div style="text-align: justify;">{words}</div>\n<div>&nbsp;</div>'
    return f'<p style="text-align: justify;">{words}</p>'


def _broken_lines(article: DemoArticle, blocks: list[Block]) -> str:
    parts: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            words = text(article, block.text)
            parts.append(f"<b>{words}</b><br>" if block.heading else f"{words}<br />\n<br />")
        else:
            parts.append(_block(article, block))
    return "\n".join(parts)


def _data_table(article: DemoArticle, table: DataTable) -> str:
    head, *rows = ["".join(f"<td>{text(article, cell)}</td>" for cell in row) for row in table.rows]
    first = head.replace("td>", "th>") if article.index % 2 else head
    written = "".join(f"<tr>{row}</tr>\n" for row in (first, *rows))
    return f'<table border="1" cellspacing="0" cellpadding="5">\n{written}</table>'


def _image(article: DemoArticle, shown: Picture) -> str:
    path = escape(shown.path)
    if article.look.lazy_pictures:
        return f'<img src="{_BLANK}" data-src="{path}" alt="" />'
    return f'<img alt="{escape(article.title)}" src="{path}" style="width: 500px; height: 333px;" />'


def _hard_blanks(written: str) -> str:
    """Every fifth blank a no-break space, by turns as character and as entity."""
    count = 0

    def one(_: re.Match[str]) -> str:
        nonlocal count
        count += 1
        if count % 5:
            return " "
        return "&nbsp;" if count % 10 else "\u00a0"

    return re.sub(" ", one, written)
