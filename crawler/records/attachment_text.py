"""The text of a file that an article offers, page by page."""

from dataclasses import dataclass
from typing import Annotated

from crawler.records.column import Column


@dataclass(slots=True)
class AttachmentText:
    """The text of one page of a file; lines are paragraphs."""

    file: Annotated[str, Column(
        "Address of the file, as in attachments", "https://sontay.hanoi.gov.vn/documents/20181/1/KH-15.signed.pdf"
    )]  # fmt: skip
    member: Annotated[str | None, Column("Of a ZIP file: the file in it", "Phu luc 1.docx")]
    page: Annotated[int, Column("Number of the page or sheet, from 1; 1 where the file has none", 1)]
    text: Annotated[str | None, Column("Its text, a line for each paragraph", "KẾ HOẠCH\nThực hiện Quyết định …")]
    method: Annotated[str, Column(
        "Where the text comes from: text (the file itself) or ocr (recognised in a scan); ocr_missing and ocr_failed: a"
        " scan that was not recognised, as no program for it is installed or it took too long",
        "text",
        few=True,
    )]  # fmt: skip
    confidence: Annotated[int | None, Column("How sure the recognition of a scan is, in percent", 94)] = None
