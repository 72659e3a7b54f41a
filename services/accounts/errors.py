"""Why somebody isn't signed in. The words never tell whether there is such an account."""

from base.errors import DondocError, Topic
from config.sign_in import SignInPolicy
from workflow.people.lockout import Closed


class SignInRefused(DondocError):
    """Whoever asked isn't signed in, or not as far as he wanted."""


class TriesExhausted(SignInRefused):
    """Too many wrong tries: this way is closed for a while."""


def wrong_password() -> SignInRefused:
    """Said of an unknown address, a wrong password and a disabled account alike."""
    return SignInRefused(
        given=Topic("thư điện tử và mật khẩu"),
        place="Đăng nhập",
        reason="không khớp với tài khoản nào đang hoạt động",
        remedy="Nhập lại, hoặc nhận liên kết đăng nhập qua thư.",
    )


def wrong_code(what: str = "mã", *, of_app: bool = False) -> SignInRefused:
    """Said of a code that isn't right, or not any more; nobody can ask for another one of an app."""
    again = "Nhập mã đang hiện trong ứng dụng; vẫn không được thì xem giờ của điện thoại có đúng không."
    return SignInRefused(
        given=Topic(what),
        place="Đăng nhập",
        reason="không đúng hoặc đã hết hạn",
        remedy=again if of_app else "Nhập lại, hoặc xin mã mới.",
    )


def link_over() -> SignInRefused:
    """Said of a link that was used, has had its time, or was never made."""
    return SignInRefused(
        given=Topic("liên kết đăng nhập"),
        place="Đăng nhập",
        reason="đã dùng rồi hoặc đã hết hạn",
        remedy="Xin liên kết mới ở trang đăng nhập.",
    )


def link_of_another_browser() -> SignInRefused:
    """Said of a good link whose button was pressed in another browser than asked for it."""
    return SignInRefused(
        given=Topic("liên kết đăng nhập"),
        place="Đăng nhập",
        reason="được xin ở một trình duyệt khác, nên chỉ mở được ở đó",
        remedy="Về máy đã xin và nhập mã 6 số trong thư, hoặc xin liên kết mới ở máy này.",
    )


def tries_exhausted(why: Closed, policy: SignInPolicy) -> TriesExhausted:
    """Said when a way is closed, with the ways that are still open."""
    reason = {
        Closed.HERE: f"đã nhập sai {policy.wrong_in_a_row} lần liền nên tạm khóa {policy.locked_hours} giờ",
        Closed.ACCOUNT: "bị thử quá nhiều lần trong giờ qua",
        Closed.NETWORK: "từ mạng này bị thử quá nhiều lần trong giờ qua",
    }[why]
    return TriesExhausted(
        given=Topic("đăng nhập bằng mật khẩu hoặc mã"),
        place="Đăng nhập",
        reason=reason,
        remedy="Dùng liên kết gửi qua thư, hoặc nhờ quản trị mở khóa.",
    )
