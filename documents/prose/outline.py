"""The headings over each passage: what its section is for, and which agency a heading puts in charge."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from documents.blocks.folding import bare_words, capital_share
from documents.blocks.marks import Mark, Rank, leading_mark
from documents.prose.sentences import Passage, Sentence
from workflow.agencies.pieces import begins_softly, begins_with_head


class ParagraphPurpose(StrEnum):
    """What a section is for: duties are ordered in some, targets, reasons and money are told in others."""

    DUTIES = "duties"
    TALK = "talk"


_DUTIES = re.compile(
    r"nhiem vu|to chuc thuc hien|phan cong|bao cao|lo trinh|tien do|trach nhiem|giai phap|noi dung thuc hien|"
    r"noi dung ke hoach|ke hoach thuc hien|ke hoach trien khai|trien khai thuc hien|thoi gian|dieu khoan|"
    r"cong tac chi dao|cong tac theo doi|hoat dong"
)
TALK = re.compile(
    r"muc tieu|chi tieu|muc dich|yeu cau|quan diem|kinh phi|nguon luc|nguon von|dinh huong|thuc trang|tinh hinh|"
    r"boi canh|can cu|dat van de|pham vi|doi tuong|nguyen tac|ket qua|ton tai|han che|nguyen nhan|su can thiet|"
    r"co so phap ly"
)
# Words that look like the beginning of an agency's name and begin something else.
NO_AGENCY = re.compile(
    r"^(?:báo cáo|hội nghị|hội thảo|hội thi|hội chợ|hội nhập|phòng,? chống|phòng ngừa|bộ tiêu chí|bộ chỉ số|bộ máy|"
    r"ban hành|các (?:nhiệm vụ|giải pháp|hoạt động|mục tiêu|nội dung|chỉ tiêu|dự án|chương trình|đề án|chính sách)|"
    r"tổ chức (?!chính trị|xã hội|tín dụng|cá nhân|,)|thuế suất|nhà nước|đài thọ|báo hiệu|quỹ đất|trường hợp|viện trợ)",
    re.IGNORECASE,
)
VERBS = (
    "có trách nhiệm", "chịu trách nhiệm", "chủ trì", "chủ động", "là cơ quan", "là đơn vị", "làm đầu mối", "báo cáo",
    "tổng hợp", "xây dựng", "bố trí", "căn cứ", "phối hợp", "tham mưu", "rà soát", "hướng dẫn", "gửi", "thực hiện",
    "triển khai", "định kỳ", "hằng năm", "hàng năm", "hằng quý", "hàng quý", "hằng tháng", "hàng tháng", "hoàn thành",
    "lập", "trình", "đề xuất", "theo dõi", "kiểm tra", "đôn đốc", "trước ngày", "chậm nhất", "khẩn trương", "tiếp tục",
    "tăng cường", "đẩy mạnh", "cung cấp", "công bố", "cập nhật", "đăng ký", "phân công", "chỉ đạo", "quán triệt",
    "tuyên truyền", "vận động", "bảo đảm", "đảm bảo", "kịp thời", "thường xuyên", "nghiêm túc", "phản ánh", "cử",
    "quyết định", "sơ kết", "tổng kết", "đánh giá", "khảo sát", "thẩm định", "giám sát", "quản lý việc", "nghiên cứu",
    "được giao", "phải", "cần", "tổ chức thực hiện", "tổ chức triển khai", "tổ chức các", "tổ chức theo dõi",
    "trên cơ sở", "theo chức năng", "dự kiến", "thông báo", "ban hành", "hoàn thiện", "thống nhất", "đề nghị",
    "tập trung", "nộp", "tăng", "tham gia", "duy trì", "phát động", "huy động", "xem xét", "giải quyết", "chuẩn bị",
    "bổ sung", "lồng ghép", "tiếp nhận", "phổ biến", "phát huy", "nâng cao", "tạo điều kiện", "tiến hành",
    "đẩy nhanh", "bàn giao", "kiện toàn", "tháo gỡ", "giải ngân", "xử lý dứt điểm", "xử lý nghiêm", "khắc phục",
    "thu hồi", "cân đối", "thẩm tra", "chấn chỉnh", "quyết liệt", "xác định", "xác minh", "niêm yết", "công khai",
    "hoàn chỉnh", "lấy ý kiến", "cho ý kiến", "góp ý", "nắm", "tự đánh giá", "tự kiểm tra", "tự rà soát", "tự chấm",
    "rút kinh nghiệm", "kê khai", "kiểm kê", "kiểm đếm",
    "kiểm điểm", "truy quét", "trấn áp", "phê bình", "nhắc nhở", "ký kết", "cam kết", "lắp đặt", "trang bị", "sắp xếp",
    "giới thiệu", "liên hệ", "mời", "tổng rà soát", "đăng tải", "phát hành", "thu thập", "áp dụng", "sửa đổi",
    "thay thế", "bãi bỏ", "điều động", "luân chuyển", "bổ nhiệm", "quan tâm", "tạo thuận lợi",
    "chấp hành", "phân bổ", "giải trình", "làm việc với", "làm rõ", "tích hợp", "kết nối", "số hóa", "nâng cấp",
    "cải tạo", "sửa chữa", "khởi công", "nghiệm thu", "thanh toán", "quyết toán", "điều chỉnh", "di dời", "tiếp thu",
    "sơ tán", "kêu gọi", "cảnh báo", "ưu tiên", "sớm", "nhanh chóng", "giữ vững", "siết chặt", "củng cố",
)  # fmt: skip
# "tổ chức" is a body as well: only before what somebody holds or does it is a verb.
_HOLDS = (
    r"tổ chức(?=\s+(?:tổng|rà soát|kiểm|tuyên|tập|hội (?:nghị|thảo|thi|chợ)|diễn|lễ|đoàn kiểm|khảo|sơ kết|phong trào|"
    r"tốt|đào tạo|bồi dưỡng|lấy ý|họp|thanh tra|tuần tra|trực|vận động|phát động|ra quân|điều tra|giao|di dời|lại|ký|"
    r"sắp xếp|quán triệt|phổ biến|học tập|nghiên cứu|đối thoại|tiếp|xử lý|bầu|đánh giá|xây dựng|sơ tán|cứu|ứng phó|"
    r"canh gác|thông tin|vệ sinh|phun|tiêm|chi trả|bàn giao|gặp mặt|viếng|treo|thăm|thực hành|chương trình|"
    r"các hoạt động|hoạt động|trao|khen|chấm|xét|cưỡng chế|đấu giá|đấu thầu|thẩm định|lựa chọn|nghiệm thu|bốc thăm)\b)"
)
# Words of which these are but the second syllable: công trình, công lập, bầu cử.
_SECOND_OF = {
    "trình": ("công", "chương", "quy", "tờ", "quá", "lộ", "giáo", "tiến"),
    "lập": ("công", "độc", "thành", "tự"),
    "cử": ("bầu", "ứng", "đề"),
    "gửi": ("tiền",),
}


def _alone(verb: str) -> str:
    return "".join(rf"(?<!\b{first}\s)" for first in _SECOND_OF.get(verb, ())) + verb


VERB = re.compile(rf"(?<!,)[\s,]+(?:{'|'.join(map(_alone, sorted(VERBS, key=len, reverse=True)))}|{_HOLDS})\b")
_ORDER = re.compile(rf"(?:{'|'.join(sorted(VERBS, key=len, reverse=True))})\b", re.IGNORECASE)
_PARTS = re.compile(r"\s*:\s+|\s+[-–]\s+(?=[A-ZĐ])")
# A head that names behind a colon may share.
_SHARED = re.compile(
    r"^(?:[^,;:]*\s)?(?:các|những)\s.*\b(?:sở|ngành|xã|phường|đơn vị|cơ quan|trường|đồng chí|địa phương)$",
    re.IGNORECASE,
)
_ISSUER = (
    r"(?:UBND|(?:ủy|uỷ) ban nhân dân)(?:\s+(?:tỉnh|thành phố|huyện|xã|phường|đặc khu)(?:\s+(?-i:[A-ZĐ])\w+){0,3})?"
)
# "Để …, Chủ tịch UBND tỉnh yêu cầu Sở Y tế …": who is asked comes after who asks.
REQUEST = re.compile(
    rf"^(?:(?:[^.;:]*,\s+)?(?:(?:đồng chí\s+)?chủ tịch\s+)?(?:{_ISSUER}|thủ tướng chính phủ)\s+)?"
    r"(?:tiếp tục\s+)?(?:giao(?:\s+(?:nhiệm vụ\s+)?cho)?|đề nghị|yêu cầu|phân công|chỉ đạo(?=\s+các))\s+",
    re.IGNORECASE,
)
LONGEST_SUBJECT = 250
LONGEST_HEADING = 300
ARTICLE = re.compile(r"^Điều\s+(?P<number>\d+[a-z]?)\s*[.:]\s*", re.IGNORECASE)


@dataclass(frozen=True)
class _Heading:
    """A heading in force. `lead` is the agency it names, or that words below it put in charge of what follows."""

    rank: Rank
    number: str
    title: str
    purpose: ParagraphPurpose | None = None
    lead: str = ""


@dataclass(frozen=True)
class Placed:
    """A passage of the body with the headings over it, outermost first, and its own text without its mark."""

    passage: Passage
    text: str
    offset: int
    headings: tuple[_Heading, ...]
    mark: str = ""
    is_heading: bool = False
    otherwise: ParagraphPurpose | None = None

    @property
    def purpose(self) -> ParagraphPurpose | None:
        """What the innermost heading that tells it says; under headings that tell nothing, what the document is for."""
        told = [heading.purpose for heading in self.headings if heading.purpose]
        return told[-1] if told else self.otherwise

    @property
    def lead(self) -> str:
        """The agency of the innermost heading that names one."""
        named = [heading.lead for heading in self.headings if heading.lead]
        return named[-1] if named else ""

    def text_of(self, sentence: Sentence) -> str:
        """A sentence of the passage, without the passage's mark."""
        return sentence.text[self.offset :] if self.passage.text.startswith(sentence.text) else sentence.text

    @property
    def number(self) -> str:
        """Where an official finds the passage, as in "III.2": the marks of its headings and its own."""
        marks: list[str] = []
        for mark in (*(heading.number for heading in self.headings), self.mark):
            # "2.1" under "2" says already where it stands.
            if marks and mark.startswith(f"{marks[-1]}."):
                marks.pop()
            marks += [mark] if mark else []
        return ".".join(marks)

    @property
    def title(self) -> str:
        return self.headings[-1].title if self.headings else ""


def place_passages(passages: Sequence[Passage], otherwise: ParagraphPurpose | None = None) -> Iterator[Placed]:
    """Each passage with the headings over it. A heading is placed under itself.

    `otherwise` is what the document is for where no heading tells: a dispatch orders all through.
    """
    path: tuple[_Heading, ...] = ()
    for passage in passages:
        mark, text = _marked(passage.text)
        rank = mark.rank if mark else None
        if rank is not None and rank < Rank.BULLET:
            path = tuple(heading for heading in path if heading.rank < rank)
        heading = _heading(mark, text)
        if heading:
            path = (*path, heading)
        elif text.rstrip().endswith(":") and path and (lead := subject_of(text)[0]):
            path = (*path[:-1], replace(path[-1], lead=lead))
        own = mark.text if mark and mark.rank < Rank.BULLET and not heading else ""
        offset = len(passage.text) - len(text)
        yield Placed(passage, text, offset, path, own, is_heading=heading is not None, otherwise=otherwise)


_COMRADE = re.compile(r"^(?:đồng chí|đ/c)\s+", re.IGNORECASE)


def subject_of(text: str) -> tuple[str, str]:
    """The agencies that a sentence begins with and what it says of them; "" when it begins with something else."""
    request = REQUEST.match(text)
    rest = _COMRADE.sub("", text[request.end() :] if request else text)
    if not may_be_agency(rest):
        return "", text
    charged, order = _charged(rest)
    if charged:
        return charged, order
    verb = VERB.search(rest)
    if not verb or verb.start() > LONGEST_SUBJECT:
        return "", text
    subject = rest[: verb.start()].strip(" ,;:")
    return subject, rest[verb.start() :].lstrip(" ,;:")


def _charged(text: str) -> tuple[str, str]:
    """Who and what in "Sở Tài chính: Cân đối …", "Sở Nội vụ - Chủ trì …"; blanks where no such mark parts them."""
    mark = _PARTS.search(text)
    if not mark or mark.start() > LONGEST_SUBJECT:
        return "", ""
    who, order = text[: mark.start()].strip(" ,;"), text[mark.end() :]
    begins_order = _ORDER.match(order) is not None
    if not order or VERB.search(who) or not may_be_agency(who) or (mark[0].strip() != ":" and not begins_order):
        return "", ""
    # "Các sở: Y tế, Nội vụ báo cáo …" goes on with names.
    return ("", "") if _SHARED.search(who) and not begins_order else (who, order)


def _marked(text: str) -> tuple[Mark | None, str]:
    if article := ARTICLE.match(text):
        return Mark(article["number"], Rank.ARABIC), text[article.end() :]
    return leading_mark(text)


def _heading(mark: Mark | None, text: str) -> _Heading | None:
    title = text.rstrip(" :")
    if mark is None:
        shouted = capital_share(text) > 0.9 and len(text) > 5
        return _Heading(Rank.LETTER, "", title, _purpose(title)) if shouted and _purpose(title) else None
    if mark.rank >= Rank.BULLET or len(text) > LONGEST_HEADING or re.search(r"[.;]$", text.rstrip()):
        return None
    asked = REQUEST.sub("", title)
    lead = asked if may_be_agency(asked) and not VERB.search(asked) else ""
    if not lead and text.rstrip().endswith(":"):
        # "Chủ tịch UBND các xã chịu trách nhiệm:" charges whoever it begins with with all that follows.
        lead = subject_of(title)[0]
    return _Heading(mark.rank, mark.text, title, None if lead else _purpose(title), lead)


def _purpose(title: str) -> ParagraphPurpose | None:
    letters = bare_words(title)
    if _DUTIES.search(letters):
        return ParagraphPurpose.DUTIES
    return ParagraphPurpose.TALK if TALK.search(letters) else None


def may_be_agency(text: str) -> bool:
    """Whether the text begins as an agency's name does."""
    return (begins_with_head(text) or begins_softly(text)) and not NO_AGENCY.match(text)
