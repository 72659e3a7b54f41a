"""How an official subscribes, program by program, and how soon each sees a change: for the pages and docs/.

The times are what the programs' makers and users report (FACTS part 2), not promises: no calendar can force a refresh.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ClientGuide:
    """One program: the steps to subscribe, how soon a change shows, whether it rings, and what else to know."""

    name: str
    steps: tuple[str, ...]
    refresh: str
    alarms: str
    notes: tuple[str, ...] = ()


GUIDES = (
    ClientGuide(
        name="Google Calendar (máy tính và điện thoại Android)",
        steps=(
            "Mở calendar.google.com trên máy tính; ứng dụng trên điện thoại không thêm được.",
            "Bên trái, cạnh “Lịch khác”, bấm dấu + rồi chọn “Từ URL”.",
            "Dán địa chỉ https://… và bấm “Thêm lịch”. Điện thoại dùng cùng tài khoản sẽ tự thấy lịch.",
        ),
        refresh="4 đến 24 giờ; không có nút làm mới.",
        alarms="Bỏ qua giờ nhắc của lịch đăng ký; đặt thông báo trong phần cài đặt của lịch này.",
        notes=("Nhiệm vụ bị hủy không hiện nữa, vì Google ẩn mục đã hủy.",),
    ),
    ClientGuide(
        name="Outlook trên web và Outlook mới",
        steps=(
            "Mở Lịch, chọn “Thêm lịch” rồi “Đăng ký từ web”.",
            "Dán địa chỉ https://…, đặt tên, bấm “Nhập”. Đừng tải tệp lên: tệp tải lên không bao giờ cập nhật.",
        ),
        refresh="khoảng 3 đến 24 giờ; không có nút làm mới.",
        alarms="Bỏ qua giờ nhắc của lịch đăng ký.",
    ),
    ClientGuide(
        name="Outlook cổ điển trên Windows",
        steps=(
            "Bấm địa chỉ webcal://…, hoặc “Mở lịch” rồi “Từ Internet” và dán địa chỉ.",
            "Trả lời “Có” khi được hỏi có thêm lịch và đăng ký nhận cập nhật không.",
        ),
        refresh="mỗi lần Gửi/Nhận, nhưng không sớm hơn 4 giờ như lịch yêu cầu; phải mở Outlook.",
        alarms="Bỏ qua giờ nhắc của lịch đăng ký.",
    ),
    ClientGuide(
        name="iPhone, iPad",
        steps=(
            "Bấm địa chỉ webcal://… và chọn “Đăng ký”.",
            "Hoặc vào Cài đặt, Ứng dụng, Lịch, Tài khoản lịch, Thêm tài khoản, Khác, “Thêm lịch đã đăng ký”.",
            "Trước iOS 18, mục ấy ở Cài đặt, Lịch, Tài khoản.",
        ),
        refresh="theo mục “Tìm nạp dữ liệu mới” của máy (15 phút, 30 phút, mỗi giờ hoặc bằng tay); thường vài giờ.",
        alarms="Nhắc theo lịch nếu không bật “Xóa báo thức”.",
    ),
    ClientGuide(
        name="Lịch trên máy Mac",
        steps=(
            "Trong ứng dụng Lịch, chọn Tệp, “Đăng ký lịch mới”, dán địa chỉ.",
            "Ở “Tự động làm mới”, chọn “Mỗi giờ”. Muốn lịch nhắc thì bỏ chọn “Xóa: Cảnh báo”.",
        ),
        refresh="theo mục “Tự động làm mới” đã chọn, từ 5 phút đến mỗi tuần.",
        alarms="Nhắc theo lịch nếu đã bỏ chọn “Xóa: Cảnh báo”.",
    ),
    ClientGuide(
        name="Thunderbird",
        steps=(
            "Mở Lịch, bấm “Lịch mới”, chọn “Trên mạng”.",
            "Dán địa chỉ https://…, để trống tên người dùng, bấm “Tìm lịch”, chọn “Chỉ đọc” rồi “Đăng ký”.",
        ),
        refresh="30 phút một lần nếu không đổi; đổi trong thuộc tính của lịch.",
        alarms="Nhắc theo lịch nếu thuộc tính “Hiện lời nhắc” được bật.",
    ),
    ClientGuide(
        name="Evolution, Lịch GNOME",
        steps=("Thêm lịch mới, loại “Trên web”, dán địa chỉ https://….",),
        refresh="theo khoảng đã đặt trong thuộc tính của lịch.",
        alarms="Nhắc theo lịch nếu được bật trong thuộc tính.",
    ),
    ClientGuide(
        name="Nextcloud",
        steps=("Trong Lịch, bấm “Lịch mới”, “Đăng ký mới từ liên kết”, dán địa chỉ https://….",),
        refresh="4 giờ một lần như lịch yêu cầu, nếu máy chủ chạy tác vụ nền; nơi khác có thể một tuần.",
        alarms="Tùy cài đặt của máy chủ; thường bỏ qua.",
        notes=("Quản trị có thể cho hệ thống ghi thẳng lịch vào Nextcloud, thấy ngay.",),
    ),
    ClientGuide(
        name="Điện thoại Samsung",
        steps=(
            "Lịch của Samsung thường không có mục thêm địa chỉ lịch: đăng ký trong Google Calendar trên máy tính.",
            "Trên điện thoại, trong phần quản lý lịch (tên mục tùy đời máy), bật lịch vừa thêm của Google.",
        ),
        refresh="như Google Calendar, 4 đến 24 giờ.",
        alarms="Bỏ qua giờ nhắc của lịch đăng ký.",
    ),
    ClientGuide(
        name="Nhận địa chỉ qua Zalo",
        steps=(
            "Zalo thường mở đường dẫn trong cửa sổ của Zalo, nơi nút “Thêm vào lịch” có thể không chạy.",
            "Tìm mục mở bằng trình duyệt (thường ở dấu ba chấm), rồi bấm “Thêm vào lịch”; không thấy thì chép địa chỉ.",
        ),
        refresh="theo chương trình lịch đã chọn.",
        alarms="Theo chương trình lịch đã chọn.",
    ),
    ClientGuide(
        name="Điện thoại Android không dùng Google",
        steps=("Cài ứng dụng ICSx⁵, bấm dấu +, dán địa chỉ https://….",),
        refresh="theo khoảng đã chọn trong ứng dụng, từ 15 phút đến mỗi ngày.",
        alarms="Nhắc theo lịch.",
    ),
)
INTRODUCTION = (
    "Lịch đăng ký luôn tự cập nhật: đăng ký một lần, nhiệm vụ mới, nhiệm vụ đổi hạn, nhiệm vụ đã xong đều tự hiện. "
    "Mỗi địa chỉ lịch là bí mật của người được cấp: ai có địa chỉ thì xem được lịch, nên không chuyển cho người khác."
)
URGENT = (
    "Không phần mềm nào buộc được các chương trình lịch cập nhật ngay. Nhiệm vụ gấp, nhiệm vụ đổi hạn sát ngày luôn "
    "được báo qua thư; đừng chỉ dựa vào lịch."
)
_ON_ATTACHMENTS = (
    "Tệp lịch đính kèm thư là bản sao của ngày gửi, không bao giờ cập nhật. Đã đăng ký lịch thì đừng mở tệp ấy: mỗi "
    "nhiệm vụ sẽ hiện hai lần, và bản sao giữ hạn cũ."
)
_SIGNS = (
    "`… (87/102 đã báo cáo)`: một nhiệm vụ của nhiều cơ quan; ai chưa báo cáo thì ghi trong phần mô tả.",
    "`✓ …`: nhiệm vụ đã hoàn thành, còn hiện 90 ngày.",
    "`[HỦY] …`: nhiệm vụ đã thu hồi, được thay thế hoặc giao cơ quan khác (“nay giao …”), hiện thêm 30 ngày rồi mất.",
    "`⚠ Lịch chưa hiển thị hết`: lịch quá dài; hãy đăng ký lịch của từng cơ quan.",
    "`Địa chỉ lịch này không còn hiệu lực`: địa chỉ đã được thay hoặc thu hồi; xóa lịch này và xin địa chỉ mới.",
)


def guide_markdown() -> str:
    """Return the whole guide as Markdown, as it stands in docs/huong-dan-lich.md."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from ("# Đăng ký lịch của Đôn Đốc", "", INTRODUCTION, "")
    yield from ("## Bao lâu thì thấy thay đổi", "", URGENT, "")
    yield from ("| chương trình | thấy thay đổi sau | giờ nhắc |", "| --- | --- | --- |")
    yield from (f"| {guide.name} | {guide.refresh} | {guide.alarms} |" for guide in GUIDES)
    yield from ("", "## Tệp lịch đính kèm thư", "", _ON_ATTACHMENTS)
    yield from ("", "## Các dấu trong lịch", "", *(f"- {sign}" for sign in _SIGNS))
    yield from ("", "## Cách đăng ký")
    for guide in GUIDES:
        yield from ("", f"### {guide.name}", "")
        yield from (f"{number}. {step}" for number, step in enumerate(guide.steps, 1))
        for note in guide.notes:
            yield from ("", note)
