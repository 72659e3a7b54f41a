"""The nightly upkeep of accounts: what nobody uses is closed, what is over is forgotten."""

from datetime import datetime, timedelta

from services.accounts.desk import AccountDesk
from services.accounts.people import close_dormant_accounts
from workflow.store.people.kept_forms import forget_old_forms
from workflow.store.people.sign_in_tokens import forget_old_tokens
from workflow.store.people.wrong_tries import forget_old_tries

# Long after any limit looks back; the log keeps who failed when.
FORGOTTEN_AFTER = timedelta(days=7)
MACHINE = "máy: dọn dẹp hằng ngày"


def keep_accounts(desk: AccountDesk, *, now: datetime) -> dict[str, int]:
    """Close dormant accounts, forget old links, tries and kept forms; return how many of each, in Vietnamese."""
    closed = close_dormant_accounts(desk, actor=MACHINE, now=now)
    with desk.database.writing() as session:
        links = forget_old_tokens(session, before=now - FORGOTTEN_AFTER)
        forget_old_tries(session, before=now - FORGOTTEN_AFTER)
        forms = forget_old_forms(session, now=now)
    return {"tài khoản lâu không dùng đã khóa": len(closed), "liên kết và biểu mẫu cũ đã xóa": links + forms}
