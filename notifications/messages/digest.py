"""Composing the digest: one message to one recipient, ordered by urgency. Pure; the words are in `templates/`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, partial
from types import MappingProxyType
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from base.page_addresses import duty_url
from base.vietnamese import full_date, one_line, short_date, shorten
from notifications.messages.message import Attachment, Message, Recipient, ShortText
from notifications.messages.proposed_events import (
    AnsweredProposal,
    ProposedEvent,
    ShownProposal,
    shown_answers,
    shown_proposals,
)
from notifications.messages.rendering import environment, stable_digits
from notifications.messages.rows import shown_duties
from notifications.messages.sections import (
    MessageSection,
    SectionLine,
    count_words,
    in_sections,
    one_line_a_duty,
    section_of,
)
from notifications.messages.short_text import NO_KEYS, short_texts
from notifications.messages.week_table import WEEK_FIGURES, week_table
from workflow.nearness import Vantage
from workflow.triggers import Trigger

_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_OFFICE_OPENS = time(7, 30)
SUBJECT_PARTS = 3
_ASKED_EVERY = 30
_NO_PROPOSALS: Mapping[str, ProposedEvent] = MappingProxyType({})
_NO_ANSWERS: Mapping[str, AnsweredProposal] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class AwaitedEvent:
    """A trigger that its watcher is asked about."""

    wording: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class ReportDay:
    """A plan's report day that comes. `cycle` is as printed, `owed` counts what the agency has not reported on yet."""

    key: str
    day: date
    plan_number: str
    issued_on: date
    title: str
    cycle: str
    owed: int
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class NewPlan:
    """A plan of which a letter tells for the first time, and how many tasks it brings its reader."""

    number: str
    issued_on: date
    title: str
    tasks: int

    @property
    def words(self) -> str:
        """The plan and what it brings, in one line."""
        title = one_line(self.title).rstrip(".")
        return f"{one_line(self.number)} ngày {short_date(self.issued_on)}: {title}. Mới giao {self.tasks} nhiệm vụ."


@dataclass(frozen=True, kw_only=True)
class _ReportDayShown:
    heading: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What a digest tells beside duties: proposed events, answers to the reader's proposals, events, report days."""

    proposals: Sequence[ShownProposal] = ()
    answers: Sequence[ShownProposal] = ()
    triggers: Sequence[Trigger] = ()
    report_days: Sequence[ReportDay] = ()
    new_plans: Sequence[NewPlan] = ()


NOTHING_BESIDE = Beside()


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
    answers: Mapping[str, AnsweredProposal] = _NO_ANSWERS,
    new_plans: Sequence[NewPlan] = (),
    attachments: Sequence[Attachment] = (),
    unsubscribe_url: str | None = None,
    sent_at: datetime | None = None,
) -> Message:
    """Compose what a recipient is told on the vantage's day. There must be something to tell: nobody gets an empty one.

    `week` are those of the lines that make a coordinator's weekly picture, which a table sums up; `proposals` and
    `answers` stand under their notices' keys. `sent_at` fills the Date header, by default the opening of the offices on
    that day. Equal notices give an equal `Message-ID`, whatever day they are sent on.
    """
    if not (lines or triggers or report_days or proposals or answers):
        raise ValueError(f"nothing to tell {recipient.address}")
    merged = one_line_a_duty(lines)
    said, heard = shown_proposals(proposals.values(), base_url), shown_answers(answers.values(), base_url)
    beside = Beside(proposals=said, answers=heard, triggers=triggers, report_days=report_days, new_plans=new_plans)
    summary = digest_summary(merged, beside, today=vantage.today)
    context: Mapping[str, object] = {
        **_head(recipient, summary, vantage.today, unsubscribe_url),
        **_duties(merged, week, recipient, vantage, base_url),
        **_beside_duties(beside, attachments, vantage),
    }
    told = NO_KEYS.union(proposals, answers, (coming.key for coming in report_days))
    headline = f"[Đôn đốc] {recipient.office} – {short_date(vantage.today)}: {summary}."
    aside = _short_beside(beside, vantage, told)
    short = partial(short_texts, headline, merged, vantage=vantage, base_url=base_url, beside=aside)
    domain, others = _domain(base_url), (*triggers, *report_days, *proposals, *answers)
    return Message(
        recipient=recipient,
        subject=one_line(f"[Đôn đốc] {summary} – {recipient.office}"),
        text=environment().get_template("digest.txt").render(context),
        html=environment().get_template("digest.html").render(context),
        message_id=_message_id([*_keys(lines, triggers, vantage.today), *told], recipient, domain),
        sent_at=sent_at or datetime.combine(vantage.today, _OFFICE_OPENS, _VIETNAM),
        headers=(*_thread(recipient, merged, others, domain), *_headers(merged, unsubscribe_url)),
        attachments=tuple(attachments),
        short_texts=cache(short),
        facts=_facts(recipient, merged, summary, vantage=vantage, base_url=base_url),
    )


def _head(recipient: Recipient, summary: str, today: date, unsubscribe_url: str | None) -> Mapping[str, object]:
    return {
        "greeted": _greeted(recipient),
        "today": full_date(today),
        "summary": summary,
        "unsubscribe_url": unsubscribe_url or "",
    }


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


def _beside_duties(beside: Beside, attachments: Sequence[Attachment], vantage: Vantage) -> Mapping[str, object]:
    """What the templates show that is no duty: events, report days, whether a calendar is attached."""
    return {
        "proposals": beside.proposals,
        "answers": beside.answers,
        "events": [_event(trigger, today=vantage.today) for trigger in beside.triggers],
        "report_days": [_report_day(coming, vantage) for coming in _in_order(beside.report_days)],
        "new_plans": beside.new_plans,
        "has_calendar": any(attached.name.endswith(".ics") for attached in attachments),
    }


def _short_beside(beside: Beside, vantage: Vantage, keys: frozenset[str]) -> tuple[ShortText, ...]:
    """What a chat is told that is no duty, a paragraph each; the last one completes their notices."""
    said = [
        *(f"• Văn bản mới: {plan.words}" for plan in beside.new_plans),
        *(
            f"• Sự kiện “{one.wording}”: {one.detail}\n{one.url}".strip()
            for one in (*beside.proposals, *beside.answers)
        ),
        *(
            f"• Đề nghị cho biết đã xảy ra chưa: “{one.wording}”; {one.detail}."
            for one in (_event(trigger, today=vantage.today) for trigger in beside.triggers)
        ),
        *(
            f"• {one.heading}. {one.detail}"
            for one in (_report_day(coming, vantage) for coming in _in_order(beside.report_days))
        ),
    ]
    return tuple(ShortText(text, keys if text is said[-1] else NO_KEYS) for text in said)


def digest_summary(lines: Iterable[SectionLine], beside: Beside = NOTHING_BESIDE, *, today: date) -> str:
    """The worst first, as in "3 nhiệm vụ quá hạn, 2 nhiệm vụ cần xong trong tuần này"; at most three counts."""
    counts = [f"{len(beside.proposals)} lời báo sự kiện đã xảy ra"] if beside.proposals else []
    counts += [
        f"{count_words(some, between=' ({})')} {section.counted}" for section, some in in_sections(lines, today=today)
    ]
    if beside.new_plans:
        first, *others = (one_line(plan.number) for plan in beside.new_plans)
        counts.insert(0, f"{len(beside.new_plans)} văn bản mới" if others else f"văn bản mới {first}")
    if beside.answers:
        counts.append(f"{len(beside.answers)} lời báo sự kiện được trả lời")
    if beside.triggers:
        counts.append(f"{len(beside.triggers)} sự kiện cần theo dõi")
    if beside.report_days:
        counts.append(f"báo cáo định kỳ {short_date(_in_order(beside.report_days)[0].day)}")
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


def _report_day(coming: ReportDay, vantage: Vantage) -> _ReportDayShown:
    today, act_by = vantage.today, vantage.working_days.on_or_before(coming.day)
    day_off = f", làm xong từ {full_date(act_by)}" if act_by != coming.day else ""
    by_when = "trong hôm nay" if coming.day == today else "trước ngày báo cáo"
    owed = f"Cơ quan còn {coming.owed} nhiệm vụ chưa báo cáo kết quả; đề nghị cập nhật tiến độ và kết quả {by_when}."
    words = [f"{coming.title}. Văn bản ghi: “{coming.cycle}”.", owed if coming.owed else "", coming.note]
    return _ReportDayShown(
        heading=f"{coming.plan_number} ngày {short_date(coming.issued_on)}: báo cáo {full_date(coming.day)}{day_off}",
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
