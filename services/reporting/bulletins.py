"""The bulletin of a report, and its way to those who get it each Monday."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta

from base.page_addresses import ServedPage, page_url
from base.vietnamese import full_date, group_thousands, short_date
from calendars.year.pdf_file import FONTS, font_text
from notifications.messages.message import Attachment, Message, Recipient
from notifications.messages.plain_letter import Item, compose_letter
from reports.bulletin import Bulletin, bulletin_pdf, bulletin_picture
from services.accounts.desk import MailUnavailable
from services.accounts.opening import USUAL_ADDRESS, send_at_once
from services.day.steps import Day
from services.installation import Installation
from services.job_result import JobResult
from services.reporting.cards import ReportAsked, ReportCards, ShownReport, agency_words, plan_words
from services.reporting.freezing import FrozenFigures, freeze_report, frozen_figures_of
from services.screens.memory import Memory
from workflow.by import By
from workflow.notices.quiet_hours import send_from
from workflow.people.grants import Actor, Grant, GrantedRole
from workflow.store.duties.sweep import last_run, remember_run
from workflow.store.plans.successions import plan_by_number

REPORTS_PLACE = "/bao-cao"
# Before the seal of a frozen report: what a bulletin's QR opens.
FROZEN_REPORTS = f"{REPORTS_PLACE}/da-chot"
_MACHINE = "máy: bản tin"
_JOB = "weekly_bulletin"
_TRIED = "weekly_bulletin tried"


def freeze_bulletin(installation: Installation, found: ShownReport, base_url: str, by: By) -> Bulletin:
    """Return the bulletin of a report, whose figures are frozen with it: its QR opens those."""
    seal = freeze_report(installation, found, by).seal
    about = " · ".join(filter(None, (plan_words(found), agency_words(installation, found))))
    return _bulletin(
        FrozenFigures(about=about, card=found.card, laggards=tuple(found.laggards), coming=tuple(found.coming)),
        seal,
        base_url,
    )


def bulletin_again(installation: Installation, actor: Actor, seal: str, base_url: str) -> Bulletin:
    """Return the bulletin of frozen figures once more, as it was when they were frozen.

    Raises `UnknownFrozenReport`, `NotAllowed`.
    """
    report, figures = frozen_figures_of(installation, actor, seal)
    return _bulletin(figures, report.seal, base_url)


def _bulletin(figures: FrozenFigures, seal: str, base_url: str) -> Bulletin:
    last, about = figures.card.scope.last, figures.about
    period = f" · hạn đến {short_date(last)}" if last else ""
    return Bulletin(
        about=f"{about[:1].upper()}{about[1:]}{period} · {group_thousands(figures.card.total.total)} lượt giao",
        card=figures.card,
        laggards=figures.laggards,
        coming=figures.coming,
        address=page_url(base_url, ServedPage.FROZEN_REPORT, seal),
        seal=seal,
        fonts=FONTS,
        clean=font_text,
    )


def send_weekly_bulletin(installation: Installation, day: Day) -> JobResult:
    """Mail the bulletin of last Sunday to whom the settings name, once a week; a run that comes late sends it still.

    Whom it didn't reach is tried again once a day until Sunday (`retry_weekly_bulletin`); who has it gets it once.
    """
    sunday = day.today - timedelta(days=day.today.isoweekday())
    addresses = _unserved(installation, sunday)
    if not addresses:
        return JobResult(figures={"bản tin đã gửi": 0}, news=0)
    sent, rows = list[str](), []
    for message in _messages(installation, addresses, sunday, day):
        try:
            send_at_once(installation.settings.mail_url, message)
            sent.append(message.recipient.address)
            rows.append((message.recipient.address, "đã gửi"))
        except MailUnavailable as error:
            rows.append((message.recipient.address, error.reason))
    with installation.database.writing() as session:
        remember_run(session, _TRIED, day.today)
        for address in sent:
            remember_run(session, _served(address), sunday)
        if len(sent) == len(rows):
            remember_run(session, _JOB, sunday)
    figures = {"bản tin đã gửi": len(sent), "bản tin chưa gửi được": len(rows) - len(sent)}
    return JobResult(figures=figures, news=len(sent), columns=("Nơi nhận bản tin", "Kết quả"), rows=tuple(rows))


def retry_weekly_bulletin(installation: Installation, day: Day) -> JobResult:
    """Mail this week's bulletin, once it was begun, to whom it didn't reach: once a day and not in quiet hours."""
    sunday = day.today - timedelta(days=day.today.isoweekday())
    with installation.database.reading() as session:
        tried = last_run(session, _TRIED)
    policies = installation.policies
    quiet = send_from(day.now, policies.quiet, policies.working_days) > day.now
    if tried is None or not sunday < tried < day.today or quiet:
        return JobResult(figures={}, news=0)
    return send_weekly_bulletin(installation, day)


def _unserved(installation: Installation, sunday: date) -> list[str]:
    """Whom the settings name and the bulletin up to a Sunday hasn't reached."""
    named = [part.strip() for part in installation.settings.bulletin_to.split(",") if part.strip()]
    with installation.database.reading() as session:
        done = {address: last_run(session, _served(address)) for address in named}
        before = last_run(session, _JOB)
    if before is not None and before >= sunday:
        return []
    return [address for address in named if (day := done[address]) is None or day < sunday]


def _served(address: str) -> str:
    """Under which name it is noted that an address has the bulletin; addresses are longer than the name may be."""
    return f"bulletin {hashlib.sha256(address.casefold().encode()).hexdigest()[:24]}"


def last_whole_day(today: date) -> date:
    """Return the day before: figures of a day that is over stay what they are."""
    return today - timedelta(days=1)


def house_bulletin(installation: Installation, asked: ReportAsked, by: By, *, plan: str = "") -> Bulletin:
    """Freeze the bulletin of the whole house, of a plan (by number) or of an agency. Raises `UnknownPlan`."""
    memory = Memory(installation.database)
    try:
        office = Actor(name=_MACHINE, grants=(Grant(role=GrantedRole.ADMIN),))
        if plan:
            with installation.database.reading() as session:
                asked = replace(asked, plan=plan_by_number(session, plan).id)
        found = ReportCards(installation=installation, memory=memory).show(office, asked)
    finally:
        memory.close()
    return freeze_bulletin(installation, found, installation.settings.base_url or USUAL_ADDRESS, by)


def _messages(installation: Installation, addresses: list[str], sunday: date, day: Day) -> list[Message]:
    told = house_bulletin(installation, ReportAsked(as_of=sunday), By(actor=_MACHINE, now=day.now))
    pdf = bulletin_pdf(told)
    attached = (
        Attachment(name=f"ban-tin-{sunday:%Y-%m-%d}.pdf", content=pdf, mime="application/pdf"),
        Attachment(name=f"ban-tin-{sunday:%Y-%m-%d}.png", content=bulletin_picture(pdf), mime="image/png"),
    )
    return [
        replace(
            compose_letter(
                Recipient(address=address, name="", office=""),
                f"Bản tin tuần, tính đến hết {short_date(sunday)}",
                f"Bản tin đôn đốc tính đến hết {full_date(sunday)}; ảnh kèm theo đăng được vào nhóm Zalo.",
                [Item(title="Mở số liệu của bản tin", url=told.address)],
                keys=[f"bulletin:{sunday}"],
                sent_at=day.now,
                base_url=installation.settings.base_url or None,
            ),
            attachments=attached,
        )
        for address in addresses
    ]
