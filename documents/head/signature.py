"""The signature: the post of whoever signs, and the name below it."""

import re
from collections.abc import Sequence

from documents.blocks.folding import LOWER, UPPER, bare_words, capital_share
from documents.prose.sentences import ProseLine

POST = re.compile(
    rf"(?:^|\s{{2,}}|[;.:]\s*|\t)(?P<post>(?:KT|TL|TUQ|Q|K/T)\s*\.\s*[{UPPER}].*|"
    r"(?:PHÓ\s+)?(?:CHỦ TỊCH|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|BỘ TRƯỞNG|THỨ TRƯỞNG|CHÁNH VĂN PHÒNG|CHÁNH THANH TRA|BÍ THƯ|"
    rf"THỦ TƯỚNG|TRƯỞNG BAN|HIỆU TRƯỞNG|CỤC TRƯỞNG)(?:\s+THƯỜNG TRỰC)?(?:\s+[{UPPER} ]+)?)\s*$"
)
_NAME = re.compile(
    r"(?:^|\s{2,}|[;.]\s+|\t)(?:(?:TS|ThS|GS|PGS|BS)\.?\s*)*"
    rf"(?P<name>[{UPPER}][{LOWER}]+(?:\s+[{UPPER}][{LOWER}]*){{1,5}}|[{UPPER}]+(?:\s+[{UPPER}]+){{1,4}})\s*$"
)
# The left column of a signature; drawn as text its lines stand between those of the right one.
RECIPIENT = re.compile(r"^\s*(?:nơi nhận|[-–+])", re.IGNORECASE)
SIGNED = re.compile(r"^\W*(?:đã ký|ký tên|da ky|signed)", re.IGNORECASE)
# Between post and name there is room for a stamp, not for a page of text.
_NEAR = 12


def read_signature(lines: Sequence[ProseLine]) -> tuple[str, str]:
    """The signer's name and post; the posts of "KT. CHỦ TỊCH / PHÓ CHỦ TỊCH" are joined by a comma."""
    lines = [line for line in lines if post_in(line.text) or not RECIPIENT.match(line.text)]
    posts = [index for index, line in enumerate(lines) if post_in(line.text)]
    if not posts:
        return "", ""
    last = posts[-1]
    first = last
    while first - 1 in posts:
        first -= 1
    said = ", ".join(post_in(lines[index].text) for index in range(first, last + 1))
    for line in lines[last + 1 : last + 1 + _NEAR]:
        if SIGNED.match(line.text) or post_in(line.text):
            continue
        if (match := _NAME.search(line.text)) and not _is_authority(match["name"]):
            return _person(match["name"]), said
    return "", said


def post_in(text: str) -> str:
    """The post that a line ends with, or ""."""
    # "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH …" stands over a decision, not under it.
    match = POST.search(text) if "BAN NHÂN DÂN" not in text else None
    return " ".join(match["post"].split()) if match else ""


def _is_authority(name: str) -> bool:
    return bare_words(name).split()[0] in {
        "uy",
        "ban",
        "so",
        "noi",
        "luu",
        "phu",
        "van",
        "tinh",
        "ubnd",
        "danh",
        "bieu",
    }


def _person(name: str) -> str:
    words = " ".join(name.split())
    return words.title() if capital_share(words) > 0.9 else words
