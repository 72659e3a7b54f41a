"""What Zalo's error codes mean for a message: try later, refresh the token, another way, stop the channel, give up.

Zalo answers errors with HTTP 200 and a code. The tables follow public transcriptions of its documentation; which of
them are certain is noted in docs/notices.md. A code that is not here is given up and written to the log as an error:
guessing would either lose messages or repeat them for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from notifications.outcome import Advice


@dataclass(frozen=True)
class Meaning:
    """What to do about a code, and what to tell the person who looks, in Vietnamese."""

    advice: Advice
    words: str
    pause: timedelta | None = None


# Zalo counts calls by the minute.
RATE_PAUSE = timedelta(minutes=1)
# Quiet hours keep what can wait; what is urgent is tried a few times through the night.
NIGHT_PAUSE = timedelta(hours=2)
RATE = Meaning(Advice.RETRY, "vượt giới hạn số lần gọi", RATE_PAUSE)


def _all(advice: Advice, **words: str) -> dict[int, Meaning]:
    return {-int(code.removeprefix("e")): Meaning(advice, text) for code, text in words.items()}


OFFICIAL_ACCOUNT: Mapping[int, Meaning] = {
    -32: RATE,
    -234: Meaning(Advice.RETRY, "Zalo không nhận loại tin này từ 22 giờ đến 6 giờ", NIGHT_PAUSE),
    **_all(Advice.RETRY, e200="Zalo gửi không thành công"),
    **_all(Advice.REFRESH, e216="mã truy cập không hợp lệ", e220="mã truy cập đã hết hạn"),
    **_all(
        Advice.FALL_BACK,
        e213="người nhận chưa quan tâm OA",
        e217="người nhận đã chặn lời mời",
        e218="người nhận đã hết hạn mức nhận tin",
        e227="tài khoản người nhận bị khóa hoặc ngừng hoạt động",
        e230="người nhận không tương tác trong 7 ngày",
        e232="người nhận chưa từng tương tác với OA",
        e244="người nhận hạn chế loại tin này",
    ),
    **_all(
        Advice.STOP_CHANNEL,
        e204="OA đã bị khóa hoặc xóa",
        e205="OA không tồn tại",
        e209="ứng dụng chưa được bật hoặc không dùng được API này",
        e211="OA đã hết hạn mức gửi",
        e212="ứng dụng chưa đăng ký API này",
        e219="ứng dụng đã bị gỡ",
        e221="OA chưa được xác thực",
        e223="OA chưa cấp quyền cho ứng dụng",
        e224="gói dịch vụ của OA không đủ",
        e235="loại OA không được hỗ trợ",
        e240="API phiên bản cũ đã ngừng",
        e242="thiếu hoặc sai appsecret_proof",
        e320="cần liên kết tài khoản Zalo Cloud",
        e321="tài khoản Zalo Cloud hết tiền",
    ),
    **_all(
        Advice.DEAD,
        e201="tham số không hợp lệ",
        e210="tham số vượt giới hạn",
        e233="loại tin không hợp lệ",
        e248="nội dung vi phạm tiêu chuẩn của nền tảng",
    ),
}

TEMPLATE_MESSAGE: Mapping[int, Meaning] = {
    -32: RATE,
    **_all(Advice.RETRY, e100="Zalo báo lỗi không xác định"),
    **_all(Advice.REFRESH, e124="mã truy cập không hợp lệ", e103="mã truy cập không hợp lệ"),
    **_all(
        Advice.FALL_BACK,
        e108="số điện thoại không hợp lệ",
        e110="phiên bản Zalo của người nhận không hỗ trợ",
        e114="người nhận không hoạt động hoặc từ chối nhận",
        e118="số điện thoại không có tài khoản Zalo",
        e139="người nhận từ chối loại tin này",
        e141="người nhận từ chối nhận tin của OA",
    ),
    **_all(
        Advice.STOP_CHANNEL,
        e101="ứng dụng không hợp lệ",
        e102="ứng dụng không tồn tại",
        e104="thiếu hoặc sai khóa bí mật của ứng dụng",
        e105="ứng dụng chưa liên kết với OA",
        e106="phương thức không được hỗ trợ",
        e109="mẫu tin không hợp lệ",
        e115="hết hạn mức hoặc số dư",
        e117="mẫu tin chưa được phép dùng",
        e126="hết hạn mức gửi thử",
        e127="chế độ gửi thử chỉ gửi được cho quản trị",
        e131="mẫu tin chưa được phê duyệt",
        e135="OA chưa được xác thực",
        e1351="OA chưa được xác thực",
        e136="chưa liên kết tài khoản ZBS",
        e137="thanh toán không thành công",
        e144="OA vượt hạn mức ngày",
        e145="OA không được gửi loại mẫu tin này",
        e147="mẫu tin vượt hạn mức ngày",
        e160="vượt hạn mức gửi",
        e1241="thiếu hoặc sai appsecret_proof",
    ),
    **_all(
        Advice.DEAD,
        e107="mã tin không hợp lệ",
        e111="mẫu tin không có dữ liệu",
        e112="dữ liệu của mẫu tin sai kiểu",
        e1121="dữ liệu của mẫu tin quá dài",
        e1122="mẫu tin thiếu dữ liệu",
        e1124="dữ liệu của mẫu tin sai định dạng",
        e113="nút bấm của mẫu tin không hợp lệ",
    ),
}

# The bot platform answers with HTTP-like codes in `error_code`.
BOT: Mapping[int, Meaning] = {
    400: Meaning(Advice.FALL_BACK, "không có cuộc trò chuyện này với bot"),
    401: Meaning(Advice.STOP_CHANNEL, "mã của bot không hợp lệ"),
    403: Meaning(Advice.FALL_BACK, "bot không được gửi vào cuộc trò chuyện này"),
    404: Meaning(Advice.STOP_CHANNEL, "không có bot hoặc phương thức này"),
    408: Meaning(Advice.RETRY, "bot quá thời gian chờ"),
    429: RATE,
}


def meaning(codes: Mapping[int, Meaning], code: int) -> Meaning:
    """What a code means; one that nobody has written down is given up, loudly."""
    return codes.get(code) or Meaning(Advice.DEAD, "mã lỗi lạ, chưa có trong bảng mã lỗi Zalo")
