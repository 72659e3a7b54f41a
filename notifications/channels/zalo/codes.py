"""What Zalo's error codes mean for a message: try later, refresh the token, another way, stop the channel, give up.

Zalo answers errors with HTTP 200 and a code. The tables follow public transcriptions of its documentation; which of
them are certain is noted in docs/notices.md. A code that is not here is given up and written to the log as an error:
guessing would either lose messages or repeat them for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from notifications.channels.outcome import Advice


@dataclass(frozen=True)
class CodeMeaning:
    """What to do about a code, and what to tell the person who looks, in Vietnamese."""

    advice: Advice
    words: str
    pause: timedelta | None = None


# Zalo counts calls by the minute.
RATE_PAUSE = timedelta(minutes=1)
# Quiet hours keep what can wait; what is urgent is tried a few times through the night.
NIGHT_PAUSE = timedelta(hours=2)
RATE = CodeMeaning(Advice.RETRY, "vượt giới hạn số lần gọi", RATE_PAUSE)


def _all(advice: Advice, words: Mapping[int, str]) -> dict[int, CodeMeaning]:
    return {code: CodeMeaning(advice, text) for code, text in words.items()}


OFFICIAL_ACCOUNT: Mapping[int, CodeMeaning] = {
    -32: RATE,
    -234: CodeMeaning(Advice.RETRY, "Zalo không nhận loại tin này từ 22 giờ đến 6 giờ", NIGHT_PAUSE),
    **_all(Advice.RETRY, {-200: "Zalo gửi không thành công"}),
    **_all(Advice.REFRESH, {-216: "mã truy cập không hợp lệ", -220: "mã truy cập đã hết hạn"}),
    **_all(
        Advice.FALL_BACK,
        {
            -213: "người nhận chưa quan tâm OA",
            -217: "người nhận đã chặn lời mời",
            -218: "người nhận đã hết hạn mức nhận tin",
            -227: "tài khoản người nhận bị khóa hoặc ngừng hoạt động",
            -230: "người nhận không tương tác trong 7 ngày",
            -232: "người nhận chưa từng tương tác với OA",
            -244: "người nhận hạn chế loại tin này",
        },
    ),
    **_all(
        Advice.STOP_CHANNEL,
        {
            -204: "OA đã bị khóa hoặc xóa",
            -205: "OA không tồn tại",
            -209: "ứng dụng chưa được bật hoặc không dùng được API này",
            -211: "OA đã hết hạn mức gửi",
            -212: "ứng dụng chưa đăng ký API này",
            -219: "ứng dụng đã bị gỡ",
            -221: "OA chưa được xác thực",
            -223: "OA chưa cấp quyền cho ứng dụng",
            -224: "gói dịch vụ của OA không đủ",
            -235: "loại OA không được hỗ trợ",
            -240: "API phiên bản cũ đã ngừng",
            -242: "thiếu hoặc sai appsecret_proof",
            -320: "cần liên kết tài khoản Zalo Cloud",
            -321: "tài khoản Zalo Cloud hết tiền",
        },
    ),
    **_all(
        Advice.DEAD,
        {
            -201: "tham số không hợp lệ",
            -210: "tham số vượt giới hạn",
            -233: "loại tin không hợp lệ",
            -248: "nội dung vi phạm tiêu chuẩn của nền tảng",
        },
    ),
}

TEMPLATE_MESSAGE: Mapping[int, CodeMeaning] = {
    -32: RATE,
    **_all(Advice.RETRY, {-100: "Zalo báo lỗi không xác định"}),
    **_all(Advice.REFRESH, {-124: "mã truy cập không hợp lệ", -103: "mã truy cập không hợp lệ"}),
    **_all(
        Advice.FALL_BACK,
        {
            -108: "số điện thoại không hợp lệ",
            -110: "phiên bản Zalo của người nhận không hỗ trợ",
            -114: "người nhận không hoạt động hoặc từ chối nhận",
            -118: "số điện thoại không có tài khoản Zalo",
            -139: "người nhận từ chối loại tin này",
            -141: "người nhận từ chối nhận tin của OA",
        },
    ),
    **_all(
        Advice.STOP_CHANNEL,
        {
            -101: "ứng dụng không hợp lệ",
            -102: "ứng dụng không tồn tại",
            -104: "thiếu hoặc sai khóa bí mật của ứng dụng",
            -105: "ứng dụng chưa liên kết với OA",
            -106: "phương thức không được hỗ trợ",
            -109: "mẫu tin không hợp lệ",
            -115: "hết hạn mức hoặc số dư",
            -117: "mẫu tin chưa được phép dùng",
            -126: "hết hạn mức gửi thử",
            -127: "chế độ gửi thử chỉ gửi được cho quản trị",
            -131: "mẫu tin chưa được phê duyệt",
            -135: "OA chưa được xác thực",
            -1351: "OA chưa được xác thực",
            -136: "chưa liên kết tài khoản ZBS",
            -137: "thanh toán không thành công",
            -144: "OA vượt hạn mức ngày",
            -145: "OA không được gửi loại mẫu tin này",
            -147: "mẫu tin vượt hạn mức ngày",
            -160: "vượt hạn mức gửi",
            -1241: "thiếu hoặc sai appsecret_proof",
        },
    ),
    **_all(
        Advice.DEAD,
        {
            -107: "mã tin không hợp lệ",
            -111: "mẫu tin không có dữ liệu",
            -112: "dữ liệu của mẫu tin sai kiểu",
            -1121: "dữ liệu của mẫu tin quá dài",
            -1122: "mẫu tin thiếu dữ liệu",
            -1124: "dữ liệu của mẫu tin sai định dạng",
            -113: "nút bấm của mẫu tin không hợp lệ",
        },
    ),
}

# The bot platform answers with HTTP-like codes in `error_code`.
BOT: Mapping[int, CodeMeaning] = {
    400: CodeMeaning(Advice.FALL_BACK, "không có cuộc trò chuyện này với bot"),
    401: CodeMeaning(Advice.STOP_CHANNEL, "mã của bot không hợp lệ"),
    403: CodeMeaning(Advice.FALL_BACK, "bot không được gửi vào cuộc trò chuyện này"),
    404: CodeMeaning(Advice.STOP_CHANNEL, "không có bot hoặc phương thức này"),
    408: CodeMeaning(Advice.RETRY, "bot quá thời gian chờ"),
    429: RATE,
}


def meaning(codes: Mapping[int, CodeMeaning], code: int) -> CodeMeaning:
    """What a code means; one that nobody has written down is given up, loudly."""
    return codes.get(code) or CodeMeaning(Advice.DEAD, "mã lỗi lạ, chưa có trong bảng mã lỗi Zalo")
