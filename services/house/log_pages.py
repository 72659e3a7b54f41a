"""The log for whoever may look into it: a page of it, how far it is sealed, its check, its lines as a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from base.clock import VIETNAM
from base.vietnamese import short_moment
from services.accounts.journal import by_of
from services.duties.acting import actor_now
from services.house.admission import check_right
from services.house.settings_shown import SETTING_WORDS
from services.installation import Installation
from services.jobs.catalogue import JOBS
from services.maintenance.log_audit import AuditReport, audit_log
from workflow.lifecycle import NotAllowed
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.log.subjects import LogNames, subject_agencies
from workflow.log.view import LogView
from workflow.log.words import line_label, line_words
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.rights import RIGHTS, Subject, may, sight
from workflow.store.database.opening import Session
from workflow.store.duties.reading import PlanBrief, plans
from workflow.store.duties.sighting import EVERYTHING, InSight, in_sight
from workflow.store.log.names import names_of
from workflow.store.log.pages import PAGE_LINES, SealStanding, ShownLine, all_lines, log_page, seal_standing
from workflow.store.log.writing import record

LOG_PLACE = "Nhật ký"
_AT_ONCE = 500
LOG_COLUMNS = ("Dòng", "Lúc", "Ai", "Làm gì", "Nội dung", "Văn bản", "Nhiệm vụ", "Cơ quan")


@dataclass(frozen=True, kw_only=True)
class ShownLog:
    """A page of the log. `following` is the view of the next page, None behind the last; `plans` may be chosen from.

    `names` are those that the words of its lines need.
    `seals` is None for who sees his own plans' lines alone; so is `whole`.
    """

    view: LogView
    lines: Sequence[ShownLine]
    names: LogNames
    following: LogView | None
    plans: Sequence[PlanBrief]
    seals: SealStanding | None

    @property
    def whole(self) -> bool:
        """Whether every line of the log is in sight, sign-ins included."""
        return self.seals is not None


@dataclass(frozen=True, kw_only=True)
class LogPages:
    """The log of one installation."""

    installation: Installation

    def show(self, view: LogView, actor: Actor) -> ShownLog:
        """Return a page of what somebody may see of the log. Raises `NotAllowed`."""
        with self.installation.database.reading() as session:
            seen = _seen(session, actor)
            found = log_page(session, view, seen, limit=PAGE_LINES + 1)
            return ShownLog(
                view=view,
                lines=found[:PAGE_LINES],
                names=known_names(session, [line.entry for line in found]),
                following=replace(view, before=found[PAGE_LINES - 1].id) if len(found) > PAGE_LINES else None,
                plans=[plan for plan in plans(session) if seen.everything or plan.id in seen.plans],
                seals=seal_standing(session) if seen.everything else None,
            )

    def verify(self, actor: Actor, *, head: str) -> AuditReport:
        """Hold the log to its seals, and to a head that somebody kept. Changes nothing.

        Raises `NotAllowed`, `NotSealCode`.
        """
        check_right(actor, Action.SEE_LOG, place=LOG_PLACE)
        return audit_log(self.installation, head=head)

    def rows(self, view: LogView, actor: Actor, *, now: datetime) -> Iterator[tuple[str | int, ...]]:
        """Give the lines of a view as the rows of a file, the newest first; who took them is logged first.

        Raises `NotAllowed`.
        """
        with self.installation.database.writing() as session:
            fresh = actor_now(session, actor, now)
            seen = _seen(session, fresh)
            details = {"view": view.whole.query}
            record(session, [LogEntry.of(by_of(fresh, now), LogAction.SEE_LOG, details=details)])
        return self._rows(view.whole, seen)

    def _rows(self, view: LogView, seen: InSight) -> Iterator[tuple[str | int, ...]]:
        with self.installation.database.reading() as session:
            every = all_lines(session, view, seen)
            while part := list(islice(every, _AT_ONCE)):
                names = known_names(session, [line.entry for line in part])
                yield from (_row(line, names) for line in part)


def known_names(session: Session, entries: Sequence[LogEntry]) -> LogNames:
    """Return all names that the words of these lines need: of the database, of the jobs and of the settings."""
    titles = {name: job.title for name, job in JOBS.items()}
    return replace(names_of(session, entries), jobs=titles, settings=SETTING_WORDS)


def _row(line: ShownLine, names: LogNames) -> tuple[str | int, ...]:
    return (
        line.id,
        short_moment(line.entry.at.astimezone(VIETNAM)),
        line.entry.actor,
        line_label(line.entry),
        line_words(line.entry, names),
        line.plan_number,
        line.title,
        line.agency or subject_agencies(line.entry, names),
    )


def _seen(session: Session, actor: Actor) -> InSight:
    """Which plans' lines somebody sees: all of them, or those of the plans that he follows up."""
    answer = may(actor, Action.SEE_LOG, Subject())
    if answer:
        return EVERYTHING
    if not actor.has(*RIGHTS[Action.SEE_PLAN_LOG]):
        raise NotAllowed(
            given=Action.SEE_LOG.label,
            place=LOG_PLACE,
            reason="không thuộc quyền của bạn",
            remedy=getattr(answer, "reason", ""),
        )
    held = tuple(grant for grant in actor.grants if grant.role in RIGHTS[Action.SEE_PLAN_LOG])
    return replace(in_sight(session, sight(replace(actor, grants=held))), agencies=frozenset())
