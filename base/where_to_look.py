"""What a refusal sends its reader to: a thing that people know, however they come to it.

A page leads to it by a link, the command line by the command that shows it; so no sentence names either.
"""

from enum import StrEnum


class WhereToLook(StrEnum):
    """A list or an act of the house, by the name that its page bears; `{}` is the number of what it is about."""

    AGENCIES = "Cơ quan"
    CONTACTS = "Cán bộ theo dõi"
    DUTIES = "Nhiệm vụ"
    DUTY = "Xem nhiệm vụ {}"
    EVENTS = "Sự kiện chờ"
    FEEDS = "Đăng ký lịch"
    IMPORT = "Nhập văn bản"
    LOG_CHECK = "Kiểm tra nhật ký"
    NEW_FEED = "Đăng ký lịch mới"
    NOTICES = "Thông báo"
    PENDING = "Chờ xử lý"
    PEOPLE = "Người dùng"
