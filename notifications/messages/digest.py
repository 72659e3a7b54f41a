"""Composing the digest: one message to one recipient, ordered by urgency. Pure; the words are in `templates/`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from base.page_addresses import duty_url
from base.vietnamese import full_date, one_line, short_date, shorten
from notifications.messages.message import Attachment, Message, Recipient
from notifications.messages.proposed_events import ProposedEvent, ShownProposal, shown_proposals
from notifications.messages.rendering import environment, stable_digits
from notifications.messages.rows import shown_duties
from notifications.messages.sections import MessageSection, SectionLine, in_sections, one_line_a_duty, section_of
from notifications.messages.short_text import NO_KEYS, short_texts
from notifications.messages.week_table import WEEK_FIGURES, week_table
from workflow.nearness import Vantage
from workflow.triggers import Trigger

_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_OFFICE_OPENS = time(7, 30)
SUBJECT_PARTS = 3
_ASKED_EVERY = 30
_NO_PROPOSALS: Mapping[str, ProposedEvent] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class AwaitedEvent:
    """A trigger that its watcher is asked about."""

    wording: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class ReportDay:
    """A plan's report day that comes. `cycle` is as printed, `owed` counts what the recipient's agency still owes."""

    key: str
    day: date
    plan_number: str
    issued_on: date
    title: str
    cycle: str
    owed: int
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class _ReportDayShown:
    heading: str
    detail: str


def compose(
    recipient: Recipient,
    lines: Sequence[SectionLine],
    *,
    vantage: Vantage,
    base_url: str | None = None,
    week: Sequence[SectionLine] = (),
    triggers: Sequence[Trigger] = (),
    report_days: Sequence[ReportDay] = (),
    proposals: Mapping[str, ProposedEvent] = _NO_PROPOSALS,
    attachments: Sequence[Attachment] = (),
    unsubscribe_url: str | None = None,
    sent_at: datetime | None = None,
) -> Message:
    """Compose what a recipient is told on the vantage's day. There must be something to tell: nobody gets an empty one.

    `week` are those of the lines that make a coordinator's weekly picture, which a table sums up; `proposals` stand
    under their notices' keys. `sent_at` fills the Date header, by default the opening of the offices on that day. Equal
    notices give an equal `Message-ID`, whatever day they are sent on.
    """
    if not (lines or triggers or report_days or proposals):
        raise ValueError(f"nothing to tell {recipient.address}")
    merged = one_line_a_duty(lines)
    said = shown_proposals(proposals.values(), base_url)
    summary = digest_summary(merged, triggers, report_days, proposed=len(said), today=vantage.today)
    context: Mapping[str, object] = {
        "greeted": _greeted(recipient),
        "today": full_date(vantage.today),
        "summary": summary,
        **_duties(merged, week, recipient, vantage, base_url),
        **_beside_duties(said, triggers, report_days, attachments, today=vantage.today),
        "unsubscribe_url": unsubscribe_url or "",
    }
    headline = f"[Đôn đốc] {recipient.office} – {short_date(vantage.today)}: {summary}."
    told = NO_KEYS.union(proposals, (coming.key for coming in report_days))
    short = short_texts(headline, merged, vantage=vantage, base_url=base_url, in_headline=told)
    thread = _thread(recipient, merged, (*triggers, *report_days, *proposals), _domain(base_url))
    return Message(
        recipient=recipient,
        subject=one_line(f"[Đôn đốc] {summary} – {recipient.office}"),
        text=environment().get_template("digest.txt").render(context),
        html=environment().get_template("digest.html").render(context),
        message_id=_message_id([*_keys(lines, triggers, vantage.today), *told], recipient, _domain(base_url)),
        sent_at=sent_at or datetime.combine(vantage.today, _OFFICE_OPENS, _VIETNAM),
        headers=(*thread, *_headers(merged, unsubscribe_url)),
        attachments=tuple(attachments),
        short=tuple(text.text for text in short),
        short_keys=tuple(text.keys for text in short),
        facts=_facts(recipient, merged, summary, vantage=vantage, base_url=base_url),
    )


def _duties(
    lines: Sequence[SectionLine],
    week: Sequence[SectionLine],
    recipient: Recipient,
    vantage: Vantage,
    base_url: str | None,
) -> Mapping[str, object]:
    """What the templates show of duties: the week's table, the compact list, the details."""
    shown = shown_duties(lines, recipient, vantage, base_url)
    return {
        "week": week_table(one_line_a_duty(week), today=vantage.today),
        "week_columns": [label for label, _ in WEEK_FIGURES],
        "parts": shown.parts,
        "details": shown.details,
    }


def _beside_duties(
    proposals: Sequence[ShownProposal],
    triggers: Sequence[Trigger],
    report_days: Sequence[ReportDay],
    attachments: Sequence[Attachment],
    *,
    today: date,
) -> Mapping[str, object]:
    """What the templates show that is no duty: events, report days, whether a calendar is attached."""
    return {
        "proposals": proposals,
        "events": [_event(trigger, today=today) for trigger in triggers],
        "report_days": [_report_day(coming, today) for coming in _in_order(report_days)],
        "has_calendar": any(attached.name.endswith(".ics") for attached in attachments),
    }


def digest_summary(
    lines: Iterable[SectionLine],
    triggers: Sequence[Trigger] = (),
    report_days: Sequence[ReportDay] = (),
    *,
    proposed: int = 0,
    today: date,
) -> str:
    """The worst first, as in "3 nhiệm vụ quá hạn, 2 nhiệm vụ cần xong trong tuần này"; at most three counts."""
    counts = [f"{proposed} lời báo sự kiện chờ quyết định"] if proposed else []
    counts += [f"{len(some)} nhiệm vụ {section.counted}" for section, some in in_sections(lines, today=today)]
    if triggers:
        counts.append(f"{len(triggers)} sự kiện cần theo dõi")
    if report_days:
        counts.append(f"báo cáo định kỳ {short_date(_in_order(report_days)[0].day)}")
    return ", ".join(counts[:SUBJECT_PARTS])


def _greeted(recipient: Recipient) -> str:
    """Whom the letter is addressed to; an office is not named twice."""
    name, office = one_line(recipient.name), one_line(recipient.office)
    return f"{name} – {office}" if name and office and office not in name else name or office


def _event(trigger: Trigger, *, today: date) -> AwaitedEvent:
    detail = (
        f"{trigger.plan_number}; chờ từ {short_date(trigger.waiting_since)} ({trigger.age(today)} ngày); "
        f"{trigger.awaited_by} nhiệm vụ đang chờ sự kiện này"
    )
    return AwaitedEvent(
        wording=one_line(trigger.wording),
        detail=detail,
    )


def _in_order(report_days: Sequence[ReportDay]) -> list[ReportDay]:
    return sorted(report_days, key=lambda coming: (coming.day, coming.plan_number))


def _report_day(coming: ReportDay, today: date) -> _ReportDayShown:
    by_when = "trong hôm nay" if coming.day == today else "trước ngày báo cáo"
    owed = f"Cơ quan còn {coming.owed} nhiệm vụ chưa hoàn thành; đề nghị cập nhật tiến độ và kết quả {by_when}."
    words = [f"{coming.title}. Văn bản ghi: “{coming.cycle}”.", owed if coming.owed else "", coming.note]
    return _ReportDayShown(
        heading=f"{coming.plan_number} ngày {short_date(coming.issued_on)}: báo cáo {full_date(coming.day)}",
        detail=one_line(" ".join(filter(None, words))),
    )


def _message_id(keys: Sequence[str], recipient: Recipient, domain: str) -> str:
    return f"<{stable_digits(recipient.address, *sorted(set(keys)))}@{domain}>"


def _keys(lines: Sequence[SectionLine], triggers: Sequence[Trigger], today: date) -> list[str]:
    notices = [key for line in lines for key in line.key.split("\n")]
    # A watcher is asked again every month: each time is a message of its own.
    return notices + [f"trigger:{trigger.id}:{trigger.age(today) // _ASKED_EVERY}" for trigger in triggers]


def _thread(
    recipient: Recipient, lines: Sequence[SectionLine], others: Sequence[object], domain: str
) -> tuple[tuple[str, str], ...]:
    """What a mail client threads by: a message about one duty joins that duty's thread, others the recipient's."""
    alone = len(lines) == 1 and not others
    about = lines[0].assignment.uid if alone else "digest"
    root = f"<{stable_digits(recipient.address, about)}@{domain}>"
    return (("In-Reply-To", root), ("References", root))


def _headers(lines: Sequence[SectionLine], unsubscribe_url: str | None) -> tuple[tuple[str, str], ...]:
    headers = [
        ("Auto-Submitted", "auto-generated"),
        # Exchange answers with out-of-office notes unless told in its own words.
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("Content-Language", "vi"),
        ("X-Dondoc", f"digest; duties={len(lines)}"),
    ]
    if unsubscribe_url:
        # RFC 8058: the mail program's own button, which posts to the address.
        headers.append(("List-Unsubscribe", f"<{one_line(unsubscribe_url)}>"))
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return tuple(headers)


def _facts(
    recipient: Recipient, lines: Sequence[SectionLine], summary: str, *, vantage: Vantage, base_url: str | None
) -> Mapping[str, str]:
    """The blanks of a template message: the most urgent duty, and how many there are in all."""
    facts = {"name": recipient.name, "office": recipient.office, "summary": summary, "count": str(len(lines))}
    if not lines:
        return facts
    order = list(MessageSection)
    today = vantage.today
    first = min(lines, key=lambda line: (order.index(section_of(line, today=today)), line.assignment.due or date.max))
    duty = first.assignment
    return facts | {
        "code": str(duty.id),
        "title": shorten(duty.task.title, 90),
        "agency": one_line(duty.agency_name),
        "due": short_date(duty.due) if duty.due else "chưa xác định",
        "late": str(vantage.days_late(duty)),
        "standing": vantage.near(duty).words,
        "link": duty_url(base_url, duty.id),
    }


def _domain(base_url: str | None) -> str:
    return (urlsplit(base_url).hostname if base_url else None) or "dondoc.local"
