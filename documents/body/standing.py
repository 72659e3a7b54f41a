"""The duties of the running text that have no date: what "Tổ chức thực hiện" orders of each agency, to be kept up.

They are listed and offered, never taken over unasked: many only repeat what an agency is there for.
"""

import re
from collections.abc import Iterator, Sequence

from documents.blocks.values import Block
from documents.body.follower import makes_follower
from documents.body.obligations import orders_all_through, shorten_title
from documents.body.time_phrases import expressions
from documents.head.reading import head_parts, read_head
from documents.prose.outline import VERBS, ParagraphPurpose, Placed, place_passages, subject_of
from documents.prose.partners import partners_in
from documents.prose.sentences import Sentence, passages_of, prose_lines
from workflow.plan import Doubt, Origin, PlanHead, PrintedRow

KEPT_UP = "Thường xuyên"
NO_TERM = "Văn bản không ghi thời hạn; nếu nhận thì hiểu là nhiệm vụ thường xuyên, báo cáo theo kỳ báo cáo của văn bản"
_OPENS = re.compile(r"^(?:trên cơ sở|căn cứ|theo(?! dõi)|ngoài|bên cạnh|đồng thời)\b[^,;.]*,\s*", re.IGNORECASE)
# Beside what opens an order anywhere, what does at the head of a line under whoever is charged.
_MORE = (
    "tổ chức|mở|thành lập|kiện toàn|xử lý|khắc phục|vận hành|quản lý|khai thác|sử dụng|ứng dụng|đào tạo|bồi dưỡng|"
    "tập huấn|hỗ trợ|đầu tư|kết nối|phát triển|khuyến khích|thúc đẩy|đưa|lựa chọn|xác định|giữ|bảo vệ|nâng cấp"
)
_ORDERS = re.compile(
    rf"^(?:{'|'.join(sorted(VERBS, key=len, reverse=True))}|{_MORE}|là (?:cơ quan|đơn vị)|làm)\b", re.IGNORECASE
)
_TALKS = re.compile(
    r"^(?:kinh phí|nguồn|kế hoạch này|quyết định này|công văn này|trong quá trình|nơi nhận)\b", re.IGNORECASE
)


def read_standing_duties(blocks: Sequence[Block], head: PlanHead | None = None) -> tuple[PrintedRow, ...]:
    """The undated duties of a body in the order printed, each with the agency that its words or its heading name."""
    head = head or read_head(blocks)
    otherwise = orders_all_through(head)
    placed = place_passages(passages_of(head_parts(prose_lines(blocks)).body), otherwise)
    return tuple(row for passage in placed if _orders(passage) for row in _rows(passage))


def _orders(placed: Placed) -> bool:
    return placed.purpose is ParagraphPurpose.DUTIES and not placed.is_heading


def _rows(placed: Placed) -> Iterator[PrintedRow]:
    for sentence in placed.passage.sentences():
        text = placed.text_of(sentence).strip()
        subject, rest = subject_of(_OPENS.sub("", text))
        lead = subject or placed.lead
        if not lead or _TALKS.match(text) or text.endswith(":") or any(expressions(sentence.text)):
            continue
        if _ORDERS.match(rest) and not makes_follower(rest):
            yield _row(placed, sentence, lead, rest)


def _row(placed: Placed, sentence: Sentence, lead: str, title: str) -> PrintedRow:
    return PrintedRow(
        section_number=placed.number,
        section_title=placed.title,
        title=shorten_title(title),
        lead=lead,
        cooperating=partners_in(title),
        deadline=KEPT_UP,
        printed=(("deadline", ""),),
        quote=sentence.text,
        source_line=sentence.line,
        origin=Origin.BODY,
        doubts=(Doubt(column="deadline", reason=NO_TERM, first_line=sentence.line, last_line=sentence.last_line),),
    )
