"""The names of the kinds of names in both languages."""

from exports.phrases import Phrase

#: The kinds of `exports.columns.FACETS`, in the order in which they stand beside the list of articles.
KINDS = {
    "category": Phrase("Chuyên mục", "Category"),
    "year": Phrase("Năm", "Year"),
    "person": Phrase("Người", "People"),
    "body": Phrase("Cơ quan, tổ chức", "Bodies"),
    "place": Phrase("Địa danh", "Places"),
    "document": Phrase("Văn bản", "Documents"),
    "author": Phrase("Tác giả", "Author"),
}
#: Those with the kind that only pages have.
LABELS = KINDS | {"unit": Phrase("Đơn vị hành chính", "Administrative units")}
