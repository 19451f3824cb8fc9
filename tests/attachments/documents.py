"""Files with known text, as offices make them: documents, scans, spreadsheets, archives. All texts are made up."""

import struct
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from fpdf import FPDF
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from pipelines.tables import rows

_FONTS = Path("/usr/share/fonts/truetype/dejavu")
SERIF, SANS = _FONTS / "DejaVuSerif.ttf", _FONTS / "DejaVuSans.ttf"

TITLE = "KẾ HOẠCH"
ORDER = (
    "Thực hiện Kế hoạch số 85/KH-UBND ngày 17/3/2022 của Ủy ban nhân dân thành phố Hà Nội về việc phát triển du lịch"
    " trên địa bàn, Ủy ban nhân dân thị xã Sơn Tây yêu cầu các phòng, ban, đơn vị nghiêm túc triển khai thực hiện các"
    " nội dung sau đây."
)
FIRST = (
    "Một là, tăng cường công tác tuyên truyền, phổ biến giáo dục pháp luật về bảo vệ môi trường, phòng chống dịch bệnh;"
    " kịp thời biểu dương những tập thể, cá nhân có thành tích xuất sắc trong phong trào thi đua yêu nước."
)
SECOND = (
    "Hai là, giao Trưởng phòng Tài chính - Kế hoạch chủ trì, phối hợp với các cơ quan liên quan tham mưu bố trí kinh"
    " phí, hướng dẫn thanh quyết toán theo quy định của Luật Ngân sách nhà nước năm 2015."
)
TEXT = [TITLE, ORDER, FIRST, SECOND]
#: The two columns of a national emblem's header.
HEADER = (
    ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("THỊ XÃ SƠN TÂY", "Độc lập - Tự do - Hạnh phúc"),
)


def font(path: Path = SERIF) -> Path:
    """A font that has all letters of Vietnamese; the test is skipped where it is not installed."""
    if not path.exists():
        pytest.skip(f"{path.name} is not installed (Debian: fonts-dejavu-core)")
    return path


@cache
def _renamed(name: str) -> BytesIO:
    """The font under another name: which font shows a text is told by its name alone."""
    made = TTFont(font())
    for number in (1, 4, 6, 16):
        made["name"].removeNames(nameID=number)
    for number in (1, 4, 6):
        made["name"].setName(name, number, 3, 1, 0x409)
    made["name"].setName(name, 6, 1, 0, 0)
    written = BytesIO()
    made.save(written)
    return written


def tcvn3(text: str) -> str:
    """The text as .VnTime writes it; capitals with tones are written small, as .VnTimeH writes all."""
    codes = {letter: bytes.fromhex(code).decode("cp1252") for code, letter in rows("legacy_fonts/tcvn3")}
    return "".join(codes.get(letter) or codes.get(letter.lower(), letter) for letter in text)


def vni(text: str) -> str:
    """The text as VNI-Times writes it."""
    codes = {letter: code for code, letter in rows("legacy_fonts/vni")}
    codes |= {letter.upper(): code.upper() for letter, code in codes.items()}
    return "".join(codes.get(letter, letter) for letter in text)


def pdf(*pages: list[str], name: str | None = None, password: str | None = None) -> bytes:
    """A PDF with a text layer: paragraphs that fill the page's width. `name` is that of its font."""
    document = FPDF()
    if name is None:
        document.add_font("text", fname=font())
    else:
        path = _written(name)
        document.add_font("text", fname=path)
    document.set_font("text", size=12)
    for paragraphs in pages:
        document.add_page()
        for paragraph in paragraphs:
            # Not `multi_cell`, which takes soft hyphens away: in TCVN3 they are a letter.
            line = ""
            for word in paragraph.split(" "):
                if document.get_string_width(f"{line} {word}") > 180:
                    document.cell(180, 6, line, new_x="LMARGIN", new_y="NEXT")
                    line = word
                else:
                    line = f"{line} {word}".strip()
            document.cell(180, 6, line, new_x="LMARGIN", new_y="NEXT")
            document.ln(3)
    if password is not None:
        document.set_encryption(owner_password="owner", user_password=password)
    return bytes(document.output())


@cache
def _written(name: str) -> Path:
    import tempfile

    path = Path(tempfile.mkdtemp()) / f"{name.strip('.')}.ttf"
    path.write_bytes(_renamed(name).getvalue())
    return path


def official_pdf() -> bytes:
    """A PDF with the header of an official document, and a text in two columns."""
    document = FPDF()
    document.add_font("text", fname=font())
    document.add_page()
    document.set_font("text", size=11)
    for left, right in HEADER:
        document.cell(85, 6, left, align="C")
        document.cell(105, 6, right, align="C", new_x="LMARGIN", new_y="NEXT")
    document.ln(6)
    document.multi_cell(190, 6, ORDER, new_x="LMARGIN", new_y="NEXT")
    document.ln(4)
    top = document.get_y()
    document.multi_cell(88, 6, FIRST)
    document.set_xy(112, top)
    document.multi_cell(88, 6, SECOND)
    return bytes(document.output())


def picture(
    paragraphs: list[str], dpi: int, *, stamp: bool = False, path: Path = SERIF, lines: int = 60
) -> Image.Image:
    """A scan of a page that is `lines` lines high: a little blurred and turned, with a red stamp over the text."""
    dots = dpi / 72
    width, height = round(595 * dots), round((lines * 20 + 60) * dots)
    made = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(made)
    letters = ImageFont.truetype(str(font(path)), round(13 * dots))
    y = 30 * dots
    for paragraph in paragraphs:
        line = ""
        for word in paragraph.split():
            if draw.textlength(f"{line} {word}", font=letters) > width - 120 * dots:
                draw.text((60 * dots, y), line, font=letters, fill="black")
                y += 19.5 * dots
                line = word
            else:
                line = f"{line} {word}".strip()
        draw.text((60 * dots, y), line, font=letters, fill="black")
        y += 25 * dots
    if stamp:  # ink over ink: what is black stays black
        ink = Image.new("RGB", made.size, "white")
        draw, left, top = ImageDraw.Draw(ink), 300 * dots, 60 * dots
        draw.ellipse((left, top, left + 120 * dots, top + 120 * dots), outline=(220, 30, 40), width=round(3 * dots))
        draw.text((left + 15 * dots, top + 50 * dots), "UBND THỊ XÃ", font=letters, fill=(220, 30, 40))
        made = ImageChops.multiply(made, ink)
    blurred = made.filter(ImageFilter.GaussianBlur(0.4 * dpi / 150))
    return blurred.rotate(0.3, fillcolor="white", resample=Image.Resampling.BICUBIC)


def scan(*pictures: Image.Image, dpi: int = 300) -> bytes:
    """The pictures as the pages of a PDF without a text layer."""
    written = BytesIO()
    pictures[0].save(written, "PDF", resolution=dpi, save_all=True, append_images=list(pictures[1:]), quality=90)
    return written.getvalue()


def packed(members: dict[str, bytes | str]) -> bytes:
    """A ZIP file."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return written.getvalue()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(*paragraphs: list[tuple[str, str]], styles: str = "") -> bytes:
    """A DOCX: each paragraph a list of (font, text); an empty font leaves it to the styles."""

    def run(name: str, text: str) -> str:
        properties = f'<w:rPr><w:rFonts w:ascii="{name}" w:hAnsi="{name}"/></w:rPr>' if name else ""
        return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'

    body = "".join(f"<w:p>{''.join(run(*piece) for piece in paragraph)}</w:p>" for paragraph in paragraphs)
    members: dict[str, bytes | str] = {"word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>"}
    if styles:
        members["word/styles.xml"] = f"<w:styles {_W}>{styles}</w:styles>"
    return packed(members)


def odt(*paragraphs: str) -> bytes:
    """An ODT; its style T, by way of another one, is set in .VnTime."""
    name = "urn:oasis:names:tc:opendocument:xmlns"
    lines = "".join(f"<text:p>{paragraph}</text:p>" for paragraph in paragraphs)
    content = (
        f'<o:document-content xmlns:o="{name}:office:1.0" xmlns:text="{name}:text:1.0" xmlns:s="{name}:style:1.0">'
        '<o:automatic-styles><s:style s:name="T" s:parent-style-name="P"/><s:style s:name="P"><s:text-properties'
        f' s:font-name=".VnTime"/></s:style></o:automatic-styles><o:body><o:text>{lines}'
        "</o:text></o:body></o:document-content>"
    )
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def rtf(text: str, name: str = "Times New Roman", codes: str | None = None) -> bytes:
    """An RTF file with the text in Unicode and, in a font of that name, a text by its bytes."""
    written = "".join(sign if sign.isascii() else f"\\u{ord(sign)}?" for sign in text)
    bytes_ = "".join(chr(byte) if byte < 128 else f"\\'{byte:02x}" for byte in (codes or "").encode("cp1252"))
    return (
        "{\\rtf1\\ansi\\ansicpg1252\\uc1{\\fonttbl{\\f0\\fnil\\fcharset0 Arial;}{\\f1\\fnil\\fcharset0 "
        f"{name};}}}}{{\\colortbl;\\red0;}}{{\\*\\generator none;}}\\f0 {written}\\par\\f1 {bytes_}\\par}}"
    ).encode("latin-1")


def xls(*values: str) -> bytes:
    """An XLS with the texts in its first column: BIFF8 in an OLE container."""

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    def bof(kind: int) -> bytes:
        return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 1997, 0, 6))

    name = "Trang tính".encode("utf-16-le")
    head = bof(5)
    place = len(head) + 4 + 8 + len(name) + 4
    head += record(0x85, struct.pack("<IBBBB", place, 0, 0, len(name) // 2, 1) + name) + record(0x0A, b"")
    cells = b"".join(
        record(0x204, struct.pack("<HHHHB", row, 0, 0, len(value), 1) + value.encode("utf-16-le"))
        for row, value in enumerate(values)
    )
    return ole("Workbook", head + bof(0x10) + cells + record(0x0A, b""))


def ole(name: str, stream: bytes) -> bytes:
    """A container with one stream: a header, then sectors of 512 bytes (table, folder, stream)."""
    size = max(len(stream), 4096)  # smaller streams stand in another place
    count = -(-size // 512)
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    chain = [0xFFFFFFFD, end, *range(3, count + 2), end]
    table = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0)
    header += struct.pack("<108I", *[free] * 108)

    def entry(title: str, kind: int, child: int, first: int, length: int) -> bytes:
        written = title.encode("utf-16-le") + b"\0\0"
        head = written.ljust(64, b"\0") + struct.pack("<HBBIII", len(written), kind, 1, free, free, child)
        return head + bytes(36) + struct.pack("<IQ", first, length)

    folder = entry("Root Entry", 5, 1, end, 0) + entry(name, 2, free, 2, size) + bytes(256)
    return header + table + folder + stream.ljust(count * 512, b"\0")
