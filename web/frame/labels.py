"""What somebody typed, under the labels of its form: for the pages that show it once more, whatever form it was."""

import re
from collections.abc import Iterable, Mapping

from web.duties.forms.kinds import FORM_BY_NAME

_LABELS: Mapping[str, str] = {
    "ai": "Ai",
    "cho": "Cho ai",
    "co-quan": "Cơ quan",
    "den": "Đến ngày",
    "dia-chi": "Địa chỉ",
    "dien-thoai": "Điện thoại",
    "duong-dan": "Đường dẫn",
    "gio-den": "Giờ làm việc đến",
    "gio-tu": "Giờ làm việc từ",
    "ket-qua": "Kết quả đạt được",
    "ly-do": "Lý do",
    "ngay": "Ngày",
    "nguoi": "Người",
    "nguon": "Văn bản thông báo",
    "noi-dung": "Nội dung",
    "phan-tram": "Phần trăm",
    "so": "Số, ký hiệu văn bản",
    "so-van-ban": "Số, ký hiệu văn bản",
    "ten": "Tên",
    "thu": "Thư điện tử",
    "tom-tat": "Tóm tắt kết quả",
    "tu": "Từ ngày",
    "van-ban": "Số, ngày văn bản",
    "vang-den": "Vắng đến hết ngày",
    "vang-tu": "Vắng từ ngày",
}
# What a form says of itself, or chooses by a code or a row's number: nothing that somebody wrote.
_OF_THE_FORM = frozenset({"toi", "phien-ban", "lam", "lan-gui"})
_CHOSEN = frozenset({"co-quan", "nguoi"})
_ROW = re.compile(r"-\d+$")
_CODE = re.compile(r"[a-z0-9:_-]*")


def with_labels(fields: Iterable[tuple[str, str]], path: str = "") -> list[tuple[str, str]]:
    """Return what was typed, label and text; `path` is where it was sent, for the labels of a duty's own form.

    >>> with_labels([("phien-ban", "3"), ("van-ban", "1/BC"), ("nguoi", "12"), ("ngay-4", "30/6"), ("lua-chon", "b")])
    [('Số, ngày văn bản', '1/BC'), ('Ngày', '30/6')]
    """
    form = FORM_BY_NAME.get(path.rpartition("/")[2])
    own = {field.name: field.label for field in form.fields} if form else {}
    labels = {**_LABELS, **own}
    return [
        (labels.get(_ROW.sub("", name), "Nội dung"), text.strip())
        for name, text in fields
        if name not in _OF_THE_FORM and text.strip() and _is_written(_ROW.sub("", name), text.strip(), labels)
    ]


def _is_written(name: str, text: str, labels: Mapping[str, str]) -> bool:
    if name in labels and name not in _CHOSEN:
        return True
    return not _CODE.fullmatch(text)
