"""How an authority's name is written, out of the capitals and short forms of a letterhead."""

import re

from documents.head.places import exact_province, known_province

LEVELS = ("tỉnh", "thành phố", "thị xã", "huyện", "quận", "xã", "phường", "thị trấn", "đặc khu")
_SHORT = {
    "UBMTTQVN": "ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM",
    "UBMTTQ": "ỦY BAN MẶT TRẬN TỔ QUỐC",
    "MTTQVN": "MẶT TRẬN TỔ QUỐC VIỆT NAM",
    "MTTQ": "MẶT TRẬN TỔ QUỐC",
    "UBND": "ỦY BAN NHÂN DÂN",
    "HĐND": "HỘI ĐỒNG NHÂN DÂN",
    "ĐBQH": "ĐẠI BIỂU QUỐC HỘI",
    "LĐLĐ": "LIÊN ĐOÀN LAO ĐỘNG",
    "VKSND": "VIỆN KIỂM SÁT NHÂN DÂN",
    "TAND": "TÒA ÁN NHÂN DÂN",
    "BHXH": "BẢO HIỂM XÃ HỘI",
    "LHPN": "LIÊN HIỆP PHỤ NỮ",
    "TNCS": "THANH NIÊN CỘNG SẢN",
    "BTV": "BAN THƯỜNG VỤ",
    "BTT": "BAN THƯỜNG TRỰC",
    "BCH": "BAN CHẤP HÀNH",
    "BCĐ": "BAN CHỈ ĐẠO",
    "CHQS": "CHỈ HUY QUÂN SỰ",
    "BĐBP": "BỘ ĐỘI BIÊN PHÒNG",
    "QLDA": "QUẢN LÝ DỰ ÁN",
    "QLTT": "QUẢN LÝ THỊ TRƯỜNG",
    "GD&ĐT": "GIÁO DỤC VÀ ĐÀO TẠO",
    "GDĐT": "GIÁO DỤC VÀ ĐÀO TẠO",
    "KH&CN": "KHOA HỌC VÀ CÔNG NGHỆ",
    "NN&MT": "NÔNG NGHIỆP VÀ MÔI TRƯỜNG",
    "TW": "TRUNG ƯƠNG",
    "VN": "VIỆT NAM",
}
_SHORT_FORM = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, _SHORT), key=len, reverse=True))})(?!\w)")
_ARMY = re.compile(r"(?<!\w)BCHQS(?=\s+(?P<level>\w+))")
_CITY = re.compile(r"(?<!\w)TP\s*\.?\s*(?=\w)")
# Short forms that stay as they are inside a name.
_KEPT = re.compile(r"\b(?:thpt|thcs|cntt|pccc|tnxp|ptdtnt|hcm|ocop)\b")
_ROMAN = re.compile(r"(?<=\bkhu vực )[ivx]+\b|(?<=\bkhóa )[ivx]+\b|(?<=\bsố )[ivx]+\b")
# Words that are written with capitals inside a name.
_PROPER = (
    "Chính phủ", "Việt Nam", "Mặt trận Tổ quốc", "Liên đoàn Lao động", "Quốc hội", "Thường vụ", "Tổng Liên đoàn",
    "Đảng ủy", "Tỉnh ủy", "Ủy ban nhân dân", "Hội đồng nhân dân", "Trung ương", "Khu kinh tế", "Ngân hàng Nhà nước",
    "Kho bạc Nhà nước", "Hồ Chí Minh", "Chỉ huy Quân sự", "Bộ đội Biên phòng", "Đảng bộ", "Liên hiệp Phụ nữ",
    "Thanh niên Cộng sản", "Ban Chấp hành", "Ban Chỉ đạo", "Ban Chỉ huy", "Ban Thường trực", "Phòng thủ khu vực",
    "Kiểm toán Nhà nước", "Đoàn đại biểu", "Đề án", "cơ quan Đảng", "Chi nhánh Khu vực", "Quân khu", "Thường trực",
    "Đoàn Thanh niên", "Hội Nông dân", "Hội Cựu chiến binh", "Mặt trận", "Khu công nghiệp", "Đại học Quốc gia",
    "Pháp luật và Tư pháp", "Ủy ban Mặt trận", "Tỉnh đoàn", "Thành đoàn", "Thành ủy",
)  # fmt: skip
_HEADS = (
    "sở|bộ|ban|cục|tổng cục|chi cục|vụ|trung tâm|phòng|trường|học viện|viện|liên minh|liên hiệp|hiệp hội|"
    "tổng liên đoàn|hội|đài|tập đoàn|tổng công ty|công ty|bệnh viện|câu lạc bộ|quỹ"
)
_UNDER_HEAD = re.compile(rf"^({_HEADS})\s+(?!đồng nhân dân)(\w)")
# What a school, a hospital or a base of the Party is called after.
_CALLED = re.compile(
    r"^(?:trường\s+(?:mầm non|mẫu giáo|tiểu học và trung học cơ sở|tiểu học|trung học cơ sở|trung học phổ thông|"
    r"THCS và THPT|THCS|THPT|đại học|cao đẳng|trung cấp|chính trị)(?:\s+(?:chuyên|tư thục|công lập))?|"
    r"bệnh viện\s+(?:đa khoa\s+)?khu vực|thành ủy|tỉnh ủy|thị ủy|huyện ủy|quận ủy|tỉnh đoàn|thành đoàn)\s+",
    re.IGNORECASE,
)


def spelled_out(text: str) -> str:
    """The capitals of a line with the short forms of bodies written out: "LĐLĐ TỈNH" → "LIÊN ĐOÀN LAO ĐỘNG TỈNH"."""
    text = _ARMY.sub(lambda found: f"{'BỘ' if found['level'] in {'TỈNH', 'TP', 'THÀNH'} else 'BAN'} CHQS", text)
    text = _CITY.sub("THÀNH PHỐ ", text)
    return _SHORT_FORM.sub(lambda found: _SHORT[found[0]], text)


def authority_name(shouted: str) -> str:
    """An authority's name out of capitals: "ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP" → "Ủy ban nhân dân tỉnh Đồng Tháp"."""
    text = spelled_out(shouted.strip().upper()).lower().replace("uỷ", "ủy")
    text = _KEPT.sub(lambda found: found[0].upper(), text)
    text = _ROMAN.sub(lambda found: found[0].upper(), text)
    text = _placed(text)
    text = _UNDER_HEAD.sub(lambda found: f"{found[1]} {found[2].upper()}", text)
    text = re.sub(r"((?:\s(?:và|-)|,)\s+)(\w)", lambda found: found[1] + found[2].upper(), text)
    for proper in _PROPER:
        text = re.sub(rf"\b{proper}\b", proper, text, flags=re.IGNORECASE)
    return text[:1].upper() + text[1:]


def _placed(text: str) -> str:
    """The small letters with the name of a place, of a school or of a hospital in capitals."""
    for level in LEVELS:
        if found := re.search(rf"\b(?<!hợp tác ){level}\s+(?!(?:hội|đoàn)\b)(?P<name>\S.*)$", text):
            name = found["name"].removeprefix("ủy ")
            return text.removesuffix(name) + (known_province(name) or name.title())
    if called := _CALLED.match(text):
        return text[: called.end()] + _titled(text[called.end() :])
    words = text.split()
    for count in (4, 3, 2):
        last = " ".join(words[-count:])
        if len(words) > count and (province := exact_province(last)):
            return text.removesuffix(last) + province
    return text


def _titled(name: str) -> str:
    return " ".join(word if word.isupper() else word.capitalize() for word in name.split())
