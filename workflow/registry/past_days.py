"""What is to happen with days that were past before a plan's agencies heard of it."""

from enum import StrEnum


class PastDays(StrEnum):
    """The choice that a person makes as the agencies are told.

    `ASK`: they are asked for the result, in the first message and weekly, and nobody is escalated to for them;
    `ESCALATE`: the ladder takes them as overdue; `CLOSE`: their duties are withdrawn.
    """

    ASK = "ask"
    ESCALATE = "escalate"
    CLOSE = "close"

    @property
    def label(self) -> str:
        """The choice in the words of the screen."""
        return _LABELS[self]


_LABELS = {
    PastDays.ASK: "đề nghị cơ quan báo cáo kết quả, chưa báo lên cấp trên",
    PastDays.ESCALATE: "đôn đốc ngay như nhiệm vụ quá hạn",
    PastDays.CLOSE: "thu hồi, không theo dõi",
}
