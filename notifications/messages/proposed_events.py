"""What a message says of events that somebody says happened, to whoever decides on it, and of the answer, to him."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from base.page_addresses import ServedPage, page_url
from base.vietnamese import one_line, short_date


@dataclass(frozen=True, kw_only=True)
class ProposedEvent:
    """Somebody's word, given on `proposed_on`, that an awaited event (its number) happened; nobody has decided on it.

    `awaited_by` counts the duties that hang on the event.
    """

    event: int
    plan_number: str
    wording: str
    happened_on: date
    document: str
    proposed_by: str
    proposed_on: date
    awaited_by: int


@dataclass(frozen=True, kw_only=True)
class AnsweredProposal:
    """The reader's own word, given on `proposed_on`, that an event happened; `answer` says what became of it."""

    event: int
    plan_number: str
    wording: str
    happened_on: date
    document: str
    proposed_on: date
    answer: str


@dataclass(frozen=True, kw_only=True)
class ShownProposal:
    """A proposed event as the templates print it; `url` is the event's page, "" where there are no pages."""

    wording: str
    detail: str
    url: str


def shown_proposals(proposals: Iterable[ProposedEvent], base_url: str | None) -> list[ShownProposal]:
    """Return proposed events as they are told, each once, the oldest first."""
    in_order = sorted(set(proposals), key=lambda one: (one.proposed_on, one.event, one.happened_on))
    return [
        ShownProposal(
            wording=one_line(one.wording), detail=_detail(one), url=page_url(base_url, ServedPage.EVENT, one.event)
        )
        for one in in_order
    ]


def shown_answers(answers: Iterable[AnsweredProposal], base_url: str | None) -> list[ShownProposal]:
    """Return what became of the reader's own words, the oldest first."""
    in_order = sorted(answers, key=lambda one: (one.proposed_on, one.event, one.happened_on))
    return [
        ShownProposal(
            wording=one_line(one.wording),
            detail=_answered(one),
            url=page_url(base_url, ServedPage.EVENT, one.event),
        )
        for one in in_order
    ]


def _answered(one: AnsweredProposal) -> str:
    said = f"Báo ngày {short_date(one.proposed_on)}: đã xảy ra ngày {short_date(one.happened_on)}"
    return one_line(f"{said}, căn cứ {one.document}; {one.plan_number}. {one.answer}")


def _detail(one: ProposedEvent) -> str:
    said = f"{one.proposed_by} báo ngày {short_date(one.proposed_on)}: đã xảy ra ngày {short_date(one.happened_on)}"
    hanging = f"{one.awaited_by} nhiệm vụ đang chờ sự kiện này"
    asked = "Quản trị hoặc người được giao quyền ghi nhận sự kiện quyết định."
    return one_line(f"{said}, căn cứ {one.document}; {one.plan_number}; {hanging}. {asked}")
