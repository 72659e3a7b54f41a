"""Freezing a report: its figures are kept with their hash, and opened again beside what is counted by then."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from base.errors import Topic
from services.installation import Installation
from services.reporting.cards import (
    ReportCards,
    ReportReach,
    ShownReport,
    agency_words,
    may_report,
    plan_words,
    report_reach,
)
from workflow.by import By
from workflow.lifecycle import NotAllowed
from workflow.people.grants import Actor
from workflow.report_card import ListedDuty, ReportCard
from workflow.store.figures.frozen_reports import (
    FrozenReport,
    UnknownFrozenReport,
    freeze_figures,
    frozen_report,
    frozen_reports,
    seal_of_figures,
)
from workflow.views.changed_figures import ChangedFigure, changed_figures


@dataclass(frozen=True, kw_only=True)
class FrozenFigures:
    """What is frozen: the card with its scope, what is longest overdue, what is due next.

    `about` names the plans and agencies, as they were called then.
    """

    about: str
    card: ReportCard
    laggards: tuple[ListedDuty, ...]
    coming: tuple[ListedDuty, ...]


@dataclass(frozen=True, kw_only=True)
class OpenedReport:
    """A frozen report, its figures as stored, and the same counted again, with where the two differ.

    `figures` and `now` are None for a report that was altered in the database: nothing of it is believed.
    """

    report: FrozenReport
    figures: FrozenFigures | None
    now: FrozenFigures | None = None
    changed: Sequence[ChangedFigure] = ()


@dataclass(frozen=True, kw_only=True)
class FrozenList:
    """Frozen reports, the newest first; those that were altered in the database have no figures.

    `further` is the seal before which there are more, "" at the end.
    """

    reports: Sequence[tuple[FrozenReport, FrozenFigures | None]]
    further: str


_FIGURES = TypeAdapter(FrozenFigures)
_LISTED = 25


def report_seal(installation: Installation, found: ShownReport) -> str:
    """Return the seal that a report's figures are, or would be, frozen under."""
    return seal_of_figures(_text(_figures(installation, found)))


def freeze_report(installation: Installation, found: ShownReport, by: By) -> FrozenReport:
    """Keep a report's figures. The same figures of the same question stay those that were frozen first."""
    text = _text(_figures(installation, found))
    with installation.database.writing() as session:
        return freeze_figures(session, text, by)


def list_frozen_reports(installation: Installation, actor: Actor, *, before: str = "") -> FrozenList:
    """Return the frozen reports that somebody may open whole, a page of them.

    An altered one is named to whoever may report on everything alone: of what it is can't be known any more.
    Raises `UnknownFrozenReport`, `NotAllowed`.
    """
    found: list[tuple[FrozenReport, FrozenFigures | None]] = []
    with installation.database.reading() as session:
        reach = report_reach(session, actor)
        while batch := frozen_reports(session, before=before, limit=_LISTED + 1):
            for report in batch:
                figures = _FIGURES.validate_json(report.figures) if report.is_intact else None
                if may_report(reach, figures.card.scope) if figures else reach.everything:
                    found.append((report, figures))
            before = batch[-1].seal
            if len(found) > _LISTED:
                break
    further = found[_LISTED - 1][0].seal if len(found) > _LISTED else ""
    return FrozenList(reports=found[:_LISTED], further=further)


def frozen_figures_of(installation: Installation, actor: Actor, seal: str) -> tuple[FrozenReport, FrozenFigures]:
    """Return a frozen report and its figures, to whoever may report on all of what it is of.

    Raises `UnknownFrozenReport` (one that was altered, too), `NotAllowed`.
    """
    with installation.database.reading() as session:
        reach = report_reach(session, actor)
        report = frozen_report(session, seal)
    if not report.is_intact:
        raise UnknownFrozenReport(seal)
    return report, _checked(reach, report)


def open_frozen_report(cards: ReportCards, actor: Actor, seal: str) -> OpenedReport:
    """Return a frozen report to whoever may report on all of what it is of.

    Raises `UnknownFrozenReport`, `NotAllowed`.
    """
    with cards.installation.database.reading() as session:
        reach = report_reach(session, actor)
        report = frozen_report(session, seal)
    if not report.is_intact:
        return OpenedReport(report=report, figures=None)
    figures = _checked(reach, report)
    card, laggards, coming = cards.count_again(figures.card.scope)
    now = replace(figures, card=card, laggards=tuple(laggards), coming=tuple(coming))
    return OpenedReport(report=report, figures=figures, now=now, changed=changed_figures(figures.card, card))


def _checked(reach: ReportReach, report: FrozenReport) -> FrozenFigures:
    figures = _FIGURES.validate_json(report.figures)
    if not may_report(reach, figures.card.scope):
        raise NotAllowed(
            given=Topic(f"bản chốt {report.seal}"),
            place="Báo cáo đã chốt",
            reason="có số liệu ngoài phạm vi của bạn",
            remedy="Mở Báo cáo để xem số liệu trong phạm vi của bạn.",
        )
    return figures


def _figures(installation: Installation, found: ShownReport) -> FrozenFigures:
    return FrozenFigures(
        about=" · ".join(filter(None, (plan_words(found), agency_words(installation, found)))),
        card=found.card,
        laggards=tuple(found.laggards),
        coming=tuple(found.coming),
    )


def _text(figures: FrozenFigures) -> str:
    """The figures as canonical JSON: the same figures are always the same octets."""
    plain = _FIGURES.dump_python(figures, mode="json")
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
