"""Composing the digest: one message to one recipient, ordered by urgency. Pure; the words are in `templates/`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from base.page_addresses import duty_url
from base.vietnamese import capitalise, full_date, one_line, short_date, shorten
from notifications.messages.message import Attachment, Message, Recipient
from notifications.messages.rendering import environment, stable_digits
from notifications.messages.sections import (
    MessageSection,
    SectionLine,
    due_words,
    in_sections,
    one_line_a_duty,
    section_of,
    standing_words,
)
from notifications.messages.short_text import short_texts
from workflow.assignment import Assignment
from workflow.plan import Shown
from workflow.triggers import Trigger

_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_OFFICE_OPENS = time(7, 30)
# What a reader can take in; beyond it duties are listed one line each, and Gmail cuts mails of over 102 kB.
MOST_CARDS = 20
MOST_ROWS = 300
SUBJECT_PARTS = 3
_ASKED_EVERY = 30


@dataclass(frozen=True, kw_only=True)
class Card:
    """One duty, in the words of the template. Every field is text; an empty one is not shown.

    `cells` are label and text of the columns that mails show of their own accord.
    """

    title: str
    standing: str
    due: str
    expression: str
    explanation: str
    agency: str
    cooperating: str
    cells: tuple[tuple[str, str], ...]
    source: str
    reason: str
    url: str
    acknowledge_url: str


@dataclass(frozen=True, kw_only=True)
class _Part:
    """One section as shown: the first duties as cards, further ones as single rows, and how many were left out."""

    section: MessageSection
    count: int
    cards: tuple[Card, ...]
    rows: tuple[Card, ...]
    left_out: int


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
    today: date,
    base_url: str | None = None,
    triggers: Sequence[Trigger] = (),
    report_days: Sequence[ReportDay] = (),
    attachments: Sequence[Attachment] = (),
    unsubscribe_url: str | None = None,
    sent_at: datetime | None = None,
) -> Message:
    """Compose what a recipient is told today. There must be something to tell: nobody gets an empty digest.

    `sent_at` fills the Date header, by default the opening of the offices on `today`. Equal notices give an equal
    `Message-ID`, whatever day they are sent on.
    """
    if not (lines or triggers or report_days):
        raise ValueError(f"nothing to tell {recipient.address}")
    merged = one_line_a_duty(lines)
    summary = digest_summary(merged, triggers, report_days, today=today)
    context: Mapping[str, object] = {
        "greeted": _greeted(recipient),
        "today": full_date(today),
        "summary": summary,
        "parts": _parts(merged, today=today, base_url=base_url),
        "events": [_event(trigger, today=today) for trigger in triggers],
        "report_days": [_report_day(coming) for coming in _in_order(report_days)],
        "has_calendar": any(attached.mime.startswith("text/calendar") for attached in attachments),
        "unsubscribe_url": unsubscribe_url or "",
    }
    headline = f"[Đôn đốc] {recipient.office} – {short_date(today)}: {summary}."
    told = frozenset(coming.key for coming in report_days)
    short = short_texts(headline, merged, today=today, base_url=base_url, in_headline=told)
    thread = _thread(recipient, merged, (*triggers, *report_days), _domain(base_url))
    return Message(
        recipient=recipient,
        subject=one_line(f"[Đôn đốc] {summary} – {recipient.office}"),
        text=environment().get_template("digest.txt").render(context),
        html=environment().get_template("digest.html").render(context),
        message_id=_message_id(_keys(lines, triggers, report_days, today), recipient, _domain(base_url)),
        sent_at=sent_at or datetime.combine(today, _OFFICE_OPENS, _VIETNAM),
        headers=(*thread, *_headers(merged, unsubscribe_url)),
        attachments=tuple(attachments),
        short=tuple(text.text for text in short),
        short_keys=tuple(text.keys for text in short),
        facts=_facts(recipient, merged, summary, today=today, base_url=base_url),
    )


def digest_summary(
    lines: Iterable[SectionLine],
    triggers: Sequence[Trigger] = (),
    report_days: Sequence[ReportDay] = (),
    *,
    today: date,
) -> str:
    """The worst first, as in "3 việc quá hạn, 2 việc đến hạn tuần này"; at most three counts."""
    counts = [f"{len(some)} việc {section.counted}" for section, some in in_sections(lines, today=today)]
    if triggers:
        counts.append(f"{len(triggers)} sự kiện cần theo dõi")
    if report_days:
        counts.append(f"báo cáo định kỳ {short_date(_in_order(report_days)[0].day)}")
    return ", ".join(counts[:SUBJECT_PARTS])


def _greeted(recipient: Recipient) -> str:
    """Whom the letter is addressed to; an office is not named twice."""
    name, office = one_line(recipient.name), one_line(recipient.office)
    return f"{name} – {office}" if name and office and office not in name else name or office


def _parts(lines: Sequence[SectionLine], *, today: date, base_url: str | None) -> tuple[_Part, ...]:
    parts = []
    cards_left, rows_left = MOST_CARDS, MOST_ROWS
    for section, some in in_sections(lines, today=today):
        shown = [_card(line, today=today, base_url=base_url) for line in some[: cards_left + rows_left]]
        cards, rows = tuple(shown[:cards_left]), tuple(shown[cards_left:])
        cards_left -= len(cards)
        rows_left -= len(rows)
        left_out = len(some) - len(shown)
        parts.append(_Part(section=section, count=len(some), cards=cards, rows=rows, left_out=left_out))
    return tuple(parts)


def _card(line: SectionLine, *, today: date, base_url: str | None) -> Card:
    duty = line.assignment
    return Card(
        title=one_line(duty.task.title),
        standing=capitalise(standing_words(line, today=today)),
        due=due_words(line),
        expression=one_line(duty.task.expression),
        explanation=_explanation(duty),
        agency=one_line(duty.agency_name),
        cooperating=shorten(", ".join(duty.task.cooperating), 240),
        cells=tuple((label, shorten(text, 240)) for label, text in duty.task.cells(Shown.MAIL)),
        source=_source(duty),
        reason=one_line(line.reason),
        url=duty_url(base_url, duty.id),
        acknowledge_url=line.acknowledge_url,
    )


def _explanation(duty: Assignment) -> str:
    """The sentence that says how the date was read; one that only repeats the printed words says nothing."""
    explanation = one_line(duty.task.explanation)
    return "" if explanation == one_line(duty.task.expression) else explanation


def _source(duty: Assignment) -> str:
    task = duty.task
    return one_line(f"{task.plan_number} ngày {short_date(task.plan_issued_on)}, {task.place}")


def _event(trigger: Trigger, *, today: date) -> AwaitedEvent:
    detail = (
        f"{trigger.plan_number}; chờ từ {short_date(trigger.waiting_since)} ({trigger.age(today)} ngày); "
        f"{trigger.awaited_by} việc đang chờ sự kiện này"
    )
    return AwaitedEvent(
        wording=one_line(trigger.wording),
        detail=detail,
    )


def _in_order(report_days: Sequence[ReportDay]) -> list[ReportDay]:
    return sorted(report_days, key=lambda coming: (coming.day, coming.plan_number))


def _report_day(coming: ReportDay) -> _ReportDayShown:
    words = [
        f"{coming.title}. Văn bản ghi: “{coming.cycle}”.",
        f"Cơ quan còn {coming.owed} việc chưa xong." if coming.owed else "",
        "Đề nghị cập nhật tiến độ và kết quả từng việc trước ngày báo cáo.",
        coming.note,
    ]
    return _ReportDayShown(
        heading=f"{coming.plan_number} ngày {short_date(coming.issued_on)}: báo cáo {full_date(coming.day)}",
        detail=one_line(" ".join(filter(None, words))),
    )


def _message_id(keys: Sequence[str], recipient: Recipient, domain: str) -> str:
    return f"<{stable_digits(recipient.address, *sorted(set(keys)))}@{domain}>"


def _keys(
    lines: Sequence[SectionLine], triggers: Sequence[Trigger], report_days: Sequence[ReportDay], today: date
) -> list[str]:
    notices = [key for line in lines for key in line.key.split("\n")] + [coming.key for coming in report_days]
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
    recipient: Recipient, lines: Sequence[SectionLine], summary: str, *, today: date, base_url: str | None
) -> Mapping[str, str]:
    """The blanks of a template message: the most urgent duty, and how many there are in all."""
    facts = {"name": recipient.name, "office": recipient.office, "summary": summary, "count": str(len(lines))}
    if not lines:
        return facts
    order = list(MessageSection)
    first = min(lines, key=lambda line: (order.index(section_of(line, today=today)), line.assignment.due or date.max))
    duty = first.assignment
    late = max(0, -(duty.days_left(today) or 0))
    return facts | {
        "code": str(duty.id),
        "title": shorten(duty.task.title, 90),
        "agency": one_line(duty.agency_name),
        "due": short_date(duty.due) if duty.due else "chưa xác định",
        "late": str(late),
        "standing": standing_words(first, today=today),
        "link": duty_url(base_url, duty.id),
    }


def _domain(base_url: str | None) -> str:
    return (urlsplit(base_url).hostname if base_url else None) or "dondoc.local"
