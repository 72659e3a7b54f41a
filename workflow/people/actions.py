"""What can be asked of the table of rights: every action, and how the screen words it."""

from collections.abc import Mapping
from enum import StrEnum

from workflow.lifecycle import STEPS


class Action(StrEnum):
    """What can be asked of the table. The first block are the lifecycle's events, by their own names."""

    FIRE = "fire"
    UNFIRE = "unfire"
    ACCEPT = "accept"
    NOTE_PROGRESS = "note_progress"
    REPORT = "report"
    RECALL_REPORT = "recall_report"
    CONFIRM = "confirm"
    RECALL_CONFIRMATION = "recall_confirmation"
    RETURN = "return"
    REFUSE = "refuse"
    REASSIGN = "reassign"
    WITHDRAW = "withdraw"
    SUPERSEDE = "supersede"
    REOPEN = "reopen"
    RESTORE_SUPERSEDED = "restore_superseded"

    REQUEST_EXTENSION = "request_extension"
    GRANT_EXTENSION = "grant_extension"
    DENY_EXTENSION = "deny_extension"
    RESCHEDULE = "reschedule"

    SEE_DUTY = "see_duty"
    SEE_EVIDENCE = "see_evidence"
    COMMENT = "comment"
    DIRECT = "direct"
    REMIND = "remind"
    PROPOSE_EVENT = "propose_event"
    CORRECT_EVENT = "correct_event"
    WATCH = "watch"

    REVIEW_IMPORT = "review_import"
    IMPORT = "import"
    ANNOUNCE = "announce"
    EXPORT = "export"
    SHARE = "share"
    SEE_PLAN_LOG = "see_plan_log"

    SEE_CONTACTS = "see_contacts"
    KEEP_CONTACTS = "keep_contacts"
    KEEP_FEED = "keep_feed"
    SEE_NOTICES = "see_notices"
    STEER_NOTICES = "steer_notices"
    GIVE_STAFF_GRANTS = "give_staff_grants"

    KEEP_DIRECTORY = "keep_directory"
    SEE_GRANTS = "see_grants"
    GIVE_GRANTS = "give_grants"
    KEEP_POLICIES = "keep_policies"
    SEE_LOG = "see_log"

    USE_OWN = "use_own"

    @property
    def label(self) -> str:
        """The action as a verb in the words of the screen."""
        return ACTION_LABELS[self]


ACTION_LABELS: Mapping[Action, str] = {
    # The lifecycle's table names its own events; on a button alone two of them want their object.
    **{Action(step.event): step.telling.label for step in STEPS},
    Action.SUPERSEDE: "thay thế văn bản",
    Action.REOPEN: "mở lại nhiệm vụ",
    Action.REQUEST_EXTENSION: "xin gia hạn",
    Action.GRANT_EXTENSION: "cho gia hạn",
    Action.DENY_EXTENSION: "từ chối gia hạn",
    Action.RESCHEDULE: "đặt lại hạn",
    Action.SEE_DUTY: "xem nhiệm vụ",
    Action.SEE_EVIDENCE: "xem tiến độ, tài liệu và nhật ký của nhiệm vụ",
    Action.COMMENT: "ghi ý kiến phối hợp",
    Action.DIRECT: "ghi ý kiến chỉ đạo",
    Action.REMIND: "gửi nhắc",
    Action.PROPOSE_EVENT: "báo sự kiện đã xảy ra",
    Action.CORRECT_EVENT: "sửa ngày của sự kiện",
    Action.WATCH: "giao theo dõi sự kiện",
    Action.REVIEW_IMPORT: "rà soát văn bản đang nhập",
    Action.IMPORT: "nhập văn bản",
    Action.ANNOUNCE: "báo nhiệm vụ mới cho các cơ quan",
    Action.SHARE: "chia sẻ danh sách để xem",
    Action.EXPORT: "xuất báo cáo",
    Action.SEE_PLAN_LOG: "xem nhật ký của văn bản",
    Action.SEE_CONTACTS: "xem cán bộ theo dõi của cơ quan",
    Action.KEEP_CONTACTS: "sửa cán bộ theo dõi của cơ quan",
    Action.KEEP_FEED: "tạo địa chỉ lịch",
    Action.SEE_NOTICES: "xem thông báo đã gửi",
    Action.STEER_NOTICES: "gửi lại, hủy thông báo",
    Action.GIVE_STAFF_GRANTS: "giao quyền chuyên viên của cơ quan",
    Action.KEEP_DIRECTORY: "sửa danh bạ cơ quan",
    Action.SEE_GRANTS: "xem quyền đã giao",
    Action.GIVE_GRANTS: "giao quyền",
    Action.KEEP_POLICIES: "sửa quy định, khóa và kết nối",
    Action.SEE_LOG: "xem toàn bộ nhật ký, kiểm tra khóa sổ",
    Action.USE_OWN: "mở nội dung này",
}
