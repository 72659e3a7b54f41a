"""Freezing a report: its figures are kept with their hash, and opened again beside what is counted by then."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from services.installation import Installation
from services.reporting.cards import ReportCards, ShownReport, agency_words, may_report, plan_words, report_reach
from workflow.by import By
from workflow.lifecycle import NotAllowed
from workflow.people.grants import Actor
from workflow.report_card import ListedDuty, ReportCard
from workflow.store.figures.frozen_reports import FrozenReport, freeze_figures, frozen_report, seal_of_figures
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


_FIGURES = TypeAdapter(FrozenFigures)


def report_seal(installation: Installation, found: ShownReport) -> str:
    """Return the seal that a report's figures are, or would be, frozen under."""
    return seal_of_figures(_text(_figures(installation, found)))


def freeze_report(installation: Installation, found: ShownReport, by: By) -> FrozenReport:
    """Keep a report's figures. The same figures of the same question stay those that were frozen first."""
    text = _text(_figures(installation, found))
    with installation.database.writing() as session:
        return freeze_figures(session, text, by)


def open_frozen_report(cards: ReportCards, actor: Actor, seal: str) -> OpenedReport:
    """Return a frozen report to whoever may report on all of what it is of.

    Raises `UnknownFrozenReport`, `NotAllowed`.
    """
    with cards.installation.database.reading() as session:
        reach = report_reach(session, actor)
        report = frozen_report(session, seal)
    if not report.is_intact:
        return OpenedReport(report=report, figures=None)
    figures = _FIGURES.validate_json(report.figures)
    if not may_report(reach, figures.card.scope):
        raise NotAllowed(
            given=f"bản chốt {report.seal}",
            place="Báo cáo đã chốt",
            reason="có số liệu ngoài phạm vi của bạn",
            remedy="Mở Báo cáo để xem số liệu trong phạm vi của bạn.",
        )
    card, laggards, coming = cards.count_again(figures.card.scope)
    now = replace(figures, card=card, laggards=tuple(laggards), coming=tuple(coming))
    return OpenedReport(report=report, figures=figures, now=now, changed=changed_figures(figures.card, card))


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
