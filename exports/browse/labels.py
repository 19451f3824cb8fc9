"""What readers of the pages are told, in both languages."""

from exports.report.wording import Said

#: The kinds of `exports.columns.FACETS`, in the order in which they stand beside the list of articles.
KINDS = {
    "category": Said("Chuyên mục", "Category"),
    "year": Said("Năm", "Year"),
    "person": Said("Người", "People"),
    "body": Said("Cơ quan, tổ chức", "Bodies"),
    "place": Said("Địa danh", "Places"),
    "document": Said("Văn bản", "Documents"),
    "author": Said("Tác giả", "Author"),
}
