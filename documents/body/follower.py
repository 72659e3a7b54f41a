"""Whom a body makes the coordinating agency: who follows the whole plan up and urges the others, by its own words."""

import re
from collections.abc import Sequence

from documents.blocks.values import Block
from documents.head.reading import head_parts
from documents.prose.outline import place_passages, subject_of
from documents.prose.sentences import passages_of, prose_lines

_FOLLOWS = r"(?:theo dõi|đôn đốc|tổng hợp(?!\s+(?:dự toán|kinh phí|nhu cầu)))"
# "làm đầu mối" alone may be of one thing; "là cơ quan đầu mối" of a plan says what for.
_FOLLOWER = re.compile(
    rf"\b(?:là|làm)\s+(?:(?:cơ quan|đơn vị)\s+(?:đầu mối|thường trực)\b[^.;]{{0,160}}?\b(?:{_FOLLOWS}|"
    r"(?:thực hiện|triển khai)\s+(?:kế hoạch|quyết định|chỉ thị|chương trình|đề án)\s+này)"
    rf"|đầu mối,?\s+(?:giúp [^,;.]{{0,60}}\s+)?(?:theo dõi|đôn đốc))\b",
    re.IGNORECASE,
)
# What makes it the one that follows up, and no more: what comes behind may be work with a day of its own.
_CHARGE = re.compile(
    r"^(?:là|làm)\s+(?:(?:cơ quan|đơn vị)\s+)?(?:đầu mối|thường trực),?\s+"
    r"(?:(?:theo dõi|đôn đốc|kiểm tra|giám sát)(?:,|\s+và)?\s*)+",
    re.IGNORECASE,
)


def makes_follower(order: str) -> bool:
    """Whether what is said of an agency makes it the one that follows the plan up: its standing office, no task."""
    return _CHARGE.match(order) is not None


def beside_following(order: str) -> str:
    """What is ordered of such an agency beside following up: "Tổng hợp, báo cáo …"; other orders come back whole."""
    return _CHARGE.sub("", order) or order


def read_follower(blocks: Sequence[Block]) -> str:
    """Return the coordinating agency as the body prints it, the first that it names; "" where it names none."""
    for placed in place_passages(passages_of(head_parts(prose_lines(blocks)).body)):
        for sentence in placed.passage.sentences():
            if _FOLLOWER.search(sentence.text):
                text = placed.text_of(sentence).strip()
                if who := subject_of(text)[0] or placed.lead:
                    return who
    return ""
