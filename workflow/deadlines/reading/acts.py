"""What can be waited for: words behind "sau khi", "trước khi" and the like have to name something that happens.

A date there is a deadline that no rule has read; a number, a pronoun or a place in a text is nothing to wait for.
"""

import re

# Syllables that name nothing by themselves.
_EMPTY = frozenset(
    """nữa đây đó này kia ấy nọ khi thế vậy rồi sau trước trong ngoài không chưa có được bị thì là mà và hoặc của các những
    một số thời điểm gian hạn ngày lúc tháng quý năm tuần kỳ mỗi hằng hàng từ đến tới theo về cho với tại ở cùng cũng đã sẽ
    phải cần nào gì đều vẫn còn lại ra vào lên xuống chậm nhất muộn nhất sớm tối thiểu đa ít nhiều hơn liền kề tiếp quy định
    khoản điều điểm mục giờ phút trên dưới nêu nói ghi""".split()
)
# Syllables that name an act, its beginning or its end, or the paper in which it results.
_ACTS = frozenset(
    """hành duyệt ký kết thúc thông qua bố lực hết xong thành mạc giảng chức họp hội nghị phiên bầu cử nhận nộp gửi trình báo
    cáo dẫn quyết định luận đạo kiến cầu quả bản tư luật hoạch án công thu giao thanh tra kiểm giám sát xảy hiện sinh đổi cố
    hợp đồng cấp chọn thầu dụng triển khai lập nhập xếp dứt phục nhân đăng thẩm vấn giải thi lễ tết tuyển động kê nghỉ phát
    thu trao tặng khởi chuyển đầu tư xây dựng mua bán sửa bổ sung rà soát tổng đánh giá chủ trương phép bế đại xuất trưng cử
    đề xét phân bổ hướng""".split()
)
_DAY = re.compile(r"\d{1,2} ?[/.-] ?\d{1,2}(?: ?[/.-] ?\d{2,4})?|\bngày \d")
_DOCUMENT = re.compile(
    r"(?:số )?\d+\w?(?:/\d{4})?[/-][\w-]+(?:[/-][\w-]+)*(?: ngày \d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?\d{4}| ngày \d+ tháng \d+ năm \d+)?"
    r"|(?:quyết định|nghị quyết|nghị định|kế hoạch|công văn|thông tư|chỉ thị|thông báo|kết luận|tờ trình|văn bản) ngày "
    r"\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?\d{4}"
)
# No act but a consequence, or a place in a text.
_NO_EVENT = re.compile(r"\b(?:xem|coi) (?:như|là)\b|^(?:(?:được )?quy định|nêu|ghi) (?:tại|trong|ở)\b|^theo (?:khoản|điều|điểm|mục)\b")


def why_no_event(event: str) -> str:
    """Why nothing can be waited for under these words, in Vietnamese; empty when something can."""
    words = event.lower()
    if _DAY.search(_DOCUMENT.sub(" ", words)):
        return f"“{event}” có ngày chưa đọc được"
    named = [word for word in re.findall(r"[^\W\d_]+", words) if word not in _EMPTY]
    if not named or _NO_EVENT.search(words):
        return f"“{event}” không phải là một việc để chờ"
    return ""


def is_an_act(event: str) -> bool:
    """Whether one of the words is known to name an act; any other event is only assumed to be one."""
    return not _ACTS.isdisjoint(re.findall(r"[^\W\d_]+", event.lower()))
