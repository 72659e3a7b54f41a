"""Sending letters: compose what is still true, take the bundle, send it, write what became of it."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from base.vietnamese import full_date, short_date
from notifications.channels.outcome import Outcome, Refused, Sent, Unknown, describe
from notifications.delivery.courier import Courier, check_channel
from notifications.messages.digest import compose
from notifications.messages.message import Message, Recipient
from notifications.messages.plain_letter import Item, compose_letter
from notifications.messages.sections import SectionLine
from services.day.steps import Day
from services.installation import Installation
from workflow.store.duties.reading import assignments_by_id
from workflow.store.notices.letters import (
    Bundle,
    LetterKind,
    cancel_letters,
    give_up_lost_letters,
    settle_letters,
    take,
    waiting_bundles,
)
from workflow.store.notices.outbox import Settlement
from workflow.store.notices.reminder_subjects import agencies_owing, cycle_plans, pressing
from workflow.store.tables import NoticeState

MOST_ATTEMPTS = 6
FIRST_PAUSE = timedelta(minutes=5)
WEEKLY_REASON = "Bản tổng hợp đầu tuần của cơ quan đầu mối."
OBSOLETE = "không còn gì để hỏi"


def send_letters(installation: Installation, day: Day) -> Mapping[NoticeState, int]:
    """Send the letters that may be sent now; return how many messages ended how (`queued`: to be tried again).

    Without a mail address in the settings letters stay queued.
    """
    channels = channels_of(installation)
    for address in channels.values():
        check_channel(address)
    with installation.database.writing() as session:
        give_up_lost_letters(session, now=day.now)
        bundles = waiting_bundles(session, now=day.now, channels=list(channels))
    ended: Counter[NoticeState] = Counter()
    with Courier() as courier:
        for bundle in bundles:
            if state := _send(installation, courier, bundle, channels[bundle.to.channel], day):
                ended[state] += 1
    return ended


def channels_of(installation: Installation) -> Mapping[str, str]:
    """Return the addresses of the installation's channels by name."""
    return {"email": installation.settings.mail_url} if installation.settings.mail_url else {}


def _send(installation: Installation, courier: Courier, bundle: Bundle, channel: str, day: Day) -> NoticeState | None:
    message = MAKERS[bundle.kind](installation, bundle, day)
    if message is None:
        with installation.database.writing() as session:
            cancel_letters(session, bundle.ids, reason=OBSOLETE, now=day.now)
        return NoticeState.CANCELLED
    with installation.database.writing() as session:
        token = take(session, bundle, message_id=message.message_id, now=day.now)
    if token is None:
        return None
    settlement = _settlement(courier.deliver(message, channel), bundle, day)
    with installation.database.writing() as session:
        return settlement.state if settle_letters(session, token, settlement, now=day.now) else None


def _settlement(outcome: Outcome, bundle: Bundle, day: Day) -> Settlement:
    said = describe(outcome)
    match outcome:
        case Sent():
            return Settlement(state=NoticeState.SENT, outcome=said)
        case Unknown():
            return Settlement(state=NoticeState.UNKNOWN, outcome=said)
        case Refused() if outcome.permanent or bundle.attempts + 1 >= MOST_ATTEMPTS:
            return Settlement(state=NoticeState.DEAD, outcome=said)
        case Refused(retry_after=after):
            pause = after or FIRST_PAUSE * 2**bundle.attempts
            return Settlement(state=NoticeState.QUEUED, outcome=said, retry_at=day.now + pause)


def _about_report_day(installation: Installation, bundle: Bundle, day: Day) -> Message | None:
    days = {subject: due for subject, due in bundle.subjects if due >= day.today}
    with installation.database.reading() as session:
        plans = cycle_plans(session, list(days))
        owed = {plan.id: agencies_owing(session, plan.id).get(bundle.to.agency_id, 0) for plan in plans}
    if not plans:
        return None
    items = [
        Item(
            title=f"{plan.number} ngày {short_date(plan.issued_on)}: báo cáo {full_date(days[plan.id])}",
            detail=f"{plan.title}. Văn bản ghi: “{plan.report_cycle}”. Cơ quan còn {owed[plan.id]} việc chưa xong.",
        )
        for plan in plans
    ]
    nearest = min(days[plan.id] for plan in plans)
    return compose_letter(
        _recipient(bundle),
        f"Báo cáo định kỳ {short_date(nearest)} – {bundle.to.agency}",
        "Sắp đến kỳ báo cáo theo các văn bản sau; đề nghị cập nhật tiến độ và kết quả từng việc trước ngày báo cáo.",
        items,
        keys=_keys(bundle),
        sent_at=day.now,
        base_url=installation.settings.base_url or None,
    )


def _about_the_week(installation: Installation, bundle: Bundle, day: Day) -> Message | None:
    monday = max(week for _, week in bundle.subjects)
    sunday: date = monday + timedelta(days=6)
    with installation.database.reading() as session:
        duties = assignments_by_id(session, pressing(session, bundle.to.agency_id, until=sunday))
    if not duties or day.today > sunday:
        return None
    lines = [
        SectionLine(key=f"weekly:{monday}:{duty.id}", assignment=duty, reason=WEEKLY_REASON)
        for duty in sorted(duties.values(), key=lambda duty: (duty.due or date.max, duty.id))
    ]
    base_url = installation.settings.base_url or None
    return compose(_recipient(bundle), lines, today=day.today, base_url=base_url, sent_at=day.now)


MAKERS = {
    LetterKind.REPORT_CYCLE: _about_report_day,
    LetterKind.WEEKLY: _about_the_week,
}


def _recipient(bundle: Bundle) -> Recipient:
    return Recipient(address=bundle.to.address, name=bundle.to.name, office=bundle.to.agency)


def _keys(bundle: Bundle) -> list[str]:
    return [f"{bundle.kind}:{subject}:{day}" for subject, day in bundle.subjects]
