"""The one table of what the log can say: the lifecycle's steps, and every other action that leaves a line."""

from collections.abc import Mapping
from enum import StrEnum

from workflow.lifecycle import STEPS, Event
from workflow.log.telling import Telling


class LogAction(StrEnum):
    """What leaves a line in the log beside the lifecycle's events."""

    ASSIGN = "assign"
    SWEEP = "sweep"
    CHECK_IN = "check_in"
    REQUEST_EXTENSION = "request_extension"
    GRANT_EXTENSION = "grant_extension"
    DENY_EXTENSION = "deny_extension"
    RESCHEDULE = "reschedule"
    REMIND = "remind"
    COMMENT = "comment"
    DIRECT = "direct"
    AMEND_DEADLINE = "amend_deadline"
    SUCCEED = "succeed"
    SUCCEED_AGENCY = "succeed_agency"
    WATCH = "watch"
    CORRECT_EVENT = "correct_event"
    SET_REPEATABLE = "set_repeatable"
    PROPOSE_EVENT = "propose_event"
    ACCEPT_PROPOSAL = "accept_proposal"
    REFUSE_PROPOSAL = "refuse_proposal"

    IMPORT = "import"
    CORRECT_CELL = "correct_cell"
    AMEND = "amend"
    AMEND_TASK = "amend_task"
    WITHDRAW_TASK = "withdraw_task"
    END_TASK = "end_task"
    CLOSE_PLAN = "close_plan"
    PROLONG_PLAN = "prolong_plan"
    COORDINATE_PLAN = "coordinate_plan"
    MEND_HEAD = "mend_head"
    TAKE_BACK_PLAN = "take_back_plan"
    RESTORE_PLAN = "restore_plan"
    REVIEW_TASK = "review_task"
    SETTLE_TASK = "settle_task"
    CONFIRM_ISSUER = "confirm_issuer"
    CHOOSE_PROVINCE = "choose_province"
    KEEP_AGENCY = "keep_agency"
    LEAVE_AS_IT_IS = "leave_as_it_is"
    KEEP_LADDER = "keep_ladder"
    SUPERSEDE_PLAN = "supersede_plan"
    SUPERSEDES_PLAN = "supersedes_plan"
    ANNOUNCE_PLAN = "announce_plan"
    ANNOUNCE_LATE = "announce_late"

    NOTICE_RETRY = "notice_retry"
    NOTICE_CANCEL = "notice_cancel"
    NOTICE_ARRIVED = "notice_arrived"
    NOTICE_FALL_BACK = "notice_fall_back"
    CHANNEL_STOPPED = "channel_stopped"
    CHANNEL_RESUMED = "channel_resumed"
    CHANNEL_REOPENED = "channel_reopened"
    UNSUBSCRIBE = "unsubscribe"
    RESUBSCRIBE = "resubscribe"
    REMOVE_CONTACT = "remove_contact"

    OPEN_FEED = "open_feed"
    ROTATE_FEED = "rotate_feed"
    CHANGE_FEED = "change_feed"
    REVOKE_FEED = "revoke_feed"
    LAPSE_FEED = "lapse_feed"

    OPEN_FILE = "open_file"
    REFUSE_FILE = "refuse_file"
    RESTORE = "restore"
    TAKE_BACK_DAY = "take_back_day"

    CHANGE_SETTINGS = "change_settings"
    KEEP_DAYS_OFF = "keep_days_off"
    TAKE_BACKUP = "take_backup"
    RUN_JOB = "run_job"
    SEE_LOG = "see_log"
    SHARE = "share"
    END_SHARE = "end_share"
    FREEZE_REPORT = "freeze_report"

    CREATE_ACCOUNT = "create_account"
    DISABLE_ACCOUNT = "disable_account"
    ENABLE_ACCOUNT = "enable_account"
    LOCK_ACCOUNT = "lock_account"
    UNLOCK_ACCOUNT = "unlock_account"
    INVITE = "invite"
    GIVE_GRANT = "give_grant"
    END_GRANT = "end_grant"
    SET_PASSWORD = "set_password"  # noqa: S105 - the name of an action
    PROVE_PASSWORD = "prove_password"  # noqa: S105 - the name of an action
    SET_SECOND_FACTOR = "set_second_factor"
    PROVE_SECOND_FACTOR = "prove_second_factor"
    REMOVE_SECOND_FACTOR = "remove_second_factor"
    CHANGE_PROFILE = "change_profile"
    KEEP_CONTACT = "keep_contact"
    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    END_SESSION = "end_session"


# What people say about a duty, its words in the line's `text`; nothing of the duty changes by it.
OPINIONS = (LogAction.COMMENT, LogAction.DIRECT)
# These gave a duty to somebody else on purpose; the line's `was_agency` has lost it.
HANDED_OVER = (Event.REASSIGN, LogAction.SUCCEED)

TELLINGS: Mapping[str, Telling] = {step.event: step.telling for step in STEPS} | {
    LogAction.ASSIGN: Telling("giao nhiệm vụ", "assigned"),
    # Passed on by where the sweep brought the duty, as in `overdue`.
    LogAction.SWEEP: Telling("đổi tình trạng thời hạn", "swept"),
    LogAction.CHECK_IN: Telling("đặt kỳ báo cáo", "check_in_set"),
    LogAction.REQUEST_EXTENSION: Telling("xin gia hạn", "extension_requested", asks=True),
    LogAction.GRANT_EXTENSION: Telling("gia hạn", "extended", "được gia hạn"),
    LogAction.DENY_EXTENSION: Telling("từ chối gia hạn", "extension_denied", "không được gia hạn"),
    LogAction.RESCHEDULE: Telling("đặt lại hạn", "rescheduled", "hạn được đặt lại"),
    LogAction.REMIND: Telling("gửi nhắc", "reminded", "được cơ quan đầu mối nhắc"),
    LogAction.COMMENT: Telling("ghi ý kiến phối hợp", "commented", "có ý kiến phối hợp"),
    LogAction.DIRECT: Telling("ghi ý kiến chỉ đạo", "directed", "có ý kiến chỉ đạo"),
    LogAction.AMEND_DEADLINE: Telling("sửa thời hạn", "deadline_amended", "thời hạn trong văn bản được sửa"),
    LogAction.SUCCEED: Telling("chuyển cơ quan kế thừa", "handed_over", "nhiệm vụ được chuyển sang cơ quan kế thừa"),
    LogAction.SUCCEED_AGENCY: Telling("chuyển nhiệm vụ cho cơ quan kế thừa", "agency_succeeded"),
    LogAction.WATCH: Telling("giao theo dõi sự kiện", "watcher_set"),
    LogAction.PROPOSE_EVENT: Telling("báo sự kiện đã xảy ra", "event_proposed"),
    LogAction.ACCEPT_PROPOSAL: Telling("chấp nhận báo sự kiện", "event_proposal_accepted"),
    LogAction.REFUSE_PROPOSAL: Telling("không chấp nhận báo sự kiện", "event_proposal_refused"),
    LogAction.CORRECT_EVENT: Telling("chỉnh ghi nhận sự kiện", "event_corrected", "ghi nhận sự kiện được chỉnh lại"),
    LogAction.SET_REPEATABLE: Telling("cho sự kiện xảy ra nhiều lần", "event_repeatable"),
    LogAction.IMPORT: Telling("nhập văn bản", "imported"),
    LogAction.CORRECT_CELL: Telling("sửa ô đọc được", "cell_corrected"),
    LogAction.AMEND: Telling("nhập lại văn bản", "amended"),
    LogAction.AMEND_TASK: Telling("sửa nhiệm vụ", "task_amended"),
    LogAction.WITHDRAW_TASK: Telling("bỏ nhiệm vụ", "task_withdrawn"),
    LogAction.END_TASK: Telling("đặt ngày kết thúc nhiệm vụ", "task_ended"),
    LogAction.CLOSE_PLAN: Telling("đóng văn bản", "plan_closed"),
    LogAction.PROLONG_PLAN: Telling("kéo dài văn bản", "plan_prolonged"),
    LogAction.COORDINATE_PLAN: Telling("đặt cơ quan đầu mối", "plan_coordinated"),
    LogAction.MEND_HEAD: Telling("sửa phần đầu văn bản", "head_mended"),
    LogAction.TAKE_BACK_PLAN: Telling("rút văn bản đã nhập", "plan_taken_back"),
    LogAction.RESTORE_PLAN: Telling("khôi phục văn bản đã được thay thế", "plan_restored"),
    LogAction.REVIEW_TASK: Telling("rà soát nhiệm vụ", "task_reviewed"),
    LogAction.SETTLE_TASK: Telling("quyết nhiệm vụ chờ xử lý", "task_settled"),
    LogAction.CONFIRM_ISSUER: Telling("xác nhận văn bản của nơi khác", "issuer_confirmed"),
    LogAction.CHOOSE_PROVINCE: Telling("chọn danh bạ của tỉnh khác", "province_chosen"),
    LogAction.KEEP_AGENCY: Telling("sửa danh bạ cơ quan", "agency_kept"),
    LogAction.LEAVE_AS_IT_IS: Telling("không đổi nhiệm vụ khi nhóm thay đổi", "group_task_left_as_it_is"),
    LogAction.KEEP_LADDER: Telling("sửa thang đôn đốc", "ladder_kept"),
    LogAction.SUPERSEDE_PLAN: Telling("văn bản được thay thế", "superseded"),
    LogAction.SUPERSEDES_PLAN: Telling("văn bản thay thế văn bản cũ", "superseded_older"),
    LogAction.ANNOUNCE_PLAN: Telling("báo cho các cơ quan", "announced"),
    LogAction.ANNOUNCE_LATE: Telling("báo cho cơ quan nay mới có người nhận", "announced_late"),
    LogAction.NOTICE_RETRY: Telling("gửi lại thông báo", "notice_retried"),
    LogAction.NOTICE_CANCEL: Telling("hủy thông báo", "notice_cancelled"),
    LogAction.NOTICE_ARRIVED: Telling("ghi thông báo đã đến", "notice_arrived"),
    LogAction.NOTICE_FALL_BACK: Telling("chuyển thông báo sang kênh khác", "notice_fell_back"),
    LogAction.CHANNEL_STOPPED: Telling("kênh gửi dừng", "channel_stopped"),
    LogAction.CHANNEL_RESUMED: Telling("kênh gửi hoạt động lại", "channel_resumed"),
    LogAction.CHANNEL_REOPENED: Telling("mở lại kênh gửi", "channel_reopened"),
    LogAction.UNSUBSCRIBE: Telling("ngừng thư nhắc", "unsubscribed"),
    LogAction.RESUBSCRIBE: Telling("nhận lại thư nhắc", "resubscribed"),
    LogAction.REMOVE_CONTACT: Telling("bỏ cán bộ theo dõi", "contact_removed"),
    LogAction.OPEN_FEED: Telling("cấp địa chỉ lịch", "feed_opened"),
    LogAction.ROTATE_FEED: Telling("thay địa chỉ lịch", "feed_rotated"),
    LogAction.CHANGE_FEED: Telling("đổi cách hiện của địa chỉ lịch", "feed_changed"),
    LogAction.REVOKE_FEED: Telling("thu hồi địa chỉ lịch", "feed_revoked"),
    LogAction.LAPSE_FEED: Telling("địa chỉ lịch hết hiệu lực", "feed_lapsed"),
    LogAction.TAKE_BACK_DAY: Telling("rút lại lượt chạy mang ngày sau", "day_taken_back"),
    LogAction.OPEN_FILE: Telling("mở tệp", "file_opened"),
    LogAction.REFUSE_FILE: Telling("từ chối tệp nhiễm mã độc", "file_refused"),
    LogAction.CHANGE_SETTINGS: Telling("sửa cài đặt", "settings_changed"),
    LogAction.KEEP_DAYS_OFF: Telling("sửa bảng ngày nghỉ", "days_off_kept"),
    LogAction.RUN_JOB: Telling("chạy tác vụ ngay", "job_run"),
    LogAction.TAKE_BACKUP: Telling("tải bản sao lưu", "backup_taken"),
    LogAction.SEE_LOG: Telling("tải nhật ký", "log_seen"),
    LogAction.SHARE: Telling("chia sẻ để xem", "shared"),
    LogAction.END_SHARE: Telling("ngừng chia sẻ", "share_ended"),
    LogAction.FREEZE_REPORT: Telling("chốt số liệu báo cáo", "report_frozen"),
    LogAction.RESTORE: Telling("khôi phục bản sao lưu", "restored"),
    LogAction.CREATE_ACCOUNT: Telling("lập tài khoản", "account_created"),
    LogAction.DISABLE_ACCOUNT: Telling("khóa tài khoản", "account_disabled"),
    LogAction.ENABLE_ACCOUNT: Telling("mở lại tài khoản", "account_enabled"),
    LogAction.LOCK_ACCOUNT: Telling("tạm khóa tài khoản", "account_locked"),
    LogAction.UNLOCK_ACCOUNT: Telling("mở khóa tạm của tài khoản", "account_unlocked"),
    LogAction.INVITE: Telling("mời người dùng", "invited"),
    LogAction.GIVE_GRANT: Telling("giao quyền", "grant_given"),
    LogAction.END_GRANT: Telling("thu hồi quyền", "grant_ended"),
    LogAction.SET_PASSWORD: Telling("đặt mật khẩu", "password_set"),
    LogAction.PROVE_PASSWORD: Telling("xác nhận lại mật khẩu", "password_proved"),
    LogAction.SET_SECOND_FACTOR: Telling("bật xác thực hai lớp", "second_factor_set"),
    LogAction.PROVE_SECOND_FACTOR: Telling("xác nhận lớp thứ hai", "second_factor_proved"),
    LogAction.REMOVE_SECOND_FACTOR: Telling("tắt xác thực hai lớp", "second_factor_removed"),
    LogAction.CHANGE_PROFILE: Telling("sửa hồ sơ", "profile_changed"),
    LogAction.KEEP_CONTACT: Telling("sửa cán bộ theo dõi", "contact_kept"),
    LogAction.SIGN_IN: Telling("đăng nhập", "signed_in"),
    LogAction.SIGN_IN_FAILED: Telling("đăng nhập không được", "sign_in_failed"),
    LogAction.SIGN_OUT: Telling("đăng xuất", "signed_out"),
    LogAction.END_SESSION: Telling("kết thúc phiên", "session_ended"),
}


def action_label(action: str) -> str:
    """Return an action of the log in the words of the screen; one that the table no longer has by its own name."""
    telling = TELLINGS.get(action)
    return telling.label if telling else action


def past_tense(action: str) -> str:
    """Return an action of the log as what happened, for other programs, as in "extended"."""
    telling = TELLINGS.get(action)
    return telling.past if telling else action
