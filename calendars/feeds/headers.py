"""What a calendar is called and how it looks, by whose duties it shows."""

from dataclasses import replace
from datetime import date, datetime

from base.vietnamese import one_line, short_date
from calendars.feeds.feed import FeedHeader
from calendars.feeds.feed_colors import FeedColor
from workflow.feeds import Feed, FeedRole, FeedScope

AGENCY_COLOR = FeedColor.BLUE
PLAN_COLOR = FeedColor.GREEN
COOPERATING_COLOR = FeedColor.GOLD
PERSON_COLOR = FeedColor.PURPLE
_OURS = "Lịch của phần mềm Đôn Đốc."


def agency_header(code: str, name: str, changed_at: datetime) -> FeedHeader:
    """The calendar of what an agency leads."""
    name = one_line(name)
    return _header(
        f"agency:{code}",
        f"Nhiệm vụ được giao - {name}",
        f"Các nhiệm vụ {name} chủ trì, theo hạn trong văn bản, kế hoạch. {_OURS}",
        AGENCY_COLOR,
        changed_at,
    )


def cooperating_header(code: str, name: str, changed_at: datetime) -> FeedHeader:
    """The calendar of what an agency cooperates in."""
    name = one_line(name)
    return _header(
        f"cooperating:{code}",
        f"Nhiệm vụ phối hợp - {name}",
        f"Các nhiệm vụ {name} phối hợp, cơ quan khác chủ trì, theo hạn trong văn bản, kế hoạch. {_OURS}",
        COOPERATING_COLOR,
        changed_at,
    )


def plan_header(number: str, issued_on: date, title: str, changed_at: datetime) -> FeedHeader:
    """The calendar of all duties of a plan."""
    number = one_line(number)
    return _header(
        f"plan:{number}:{issued_on.isoformat()}",
        f"Văn bản {number} ({issued_on.year})",
        f"{number} ngày {short_date(issued_on)}: {one_line(title)}. {_OURS}",
        PLAN_COLOR,
        changed_at,
    )


def coordinator_header(code: str, name: str, changed_at: datetime) -> FeedHeader:
    """The calendar of all duties of the plans that an agency follows up."""
    name = one_line(name)
    return _header(
        f"coordinator:{code}",
        f"Nhiệm vụ theo dõi - {name}",
        f"Các nhiệm vụ trong mọi văn bản, kế hoạch mà {name} là cơ quan đầu mối. {_OURS}",
        PLAN_COLOR,
        changed_at,
    )


def person_header(address: str, name: str, changed_at: datetime, *, leading: bool) -> FeedHeader:
    """The calendar of a person: what the agencies they are a contact of lead, or cooperate in."""
    name = one_line(name)
    said = "chủ trì" if leading else "phối hợp"
    return _header(
        f"person:{'lead' if leading else 'cooperating'}:{address}",
        f"Nhiệm vụ {said} - {name}",
        f"Các nhiệm vụ do cơ quan của {name} {said}, theo hạn trong văn bản, kế hoạch. {_OURS}",
        PERSON_COLOR if leading else COOPERATING_COLOR,
        changed_at,
    )


def header_of(feed: Feed, changed_at: datetime) -> FeedHeader:
    """The header of what is behind an address; its holder's own label and colour count instead of the usual ones."""
    header = _header_by_scope(feed, max(changed_at, feed.look_at or changed_at))
    if feed.look.label.strip():
        header = replace(header, name=one_line(feed.look.label))
    if feed.look.color in set(FeedColor):
        color = FeedColor(feed.look.color)
        header = replace(header, color=color.value, color_code=color.code)
    return header


def feed_name(feed: Feed) -> str:
    """What the calendar behind an address is called."""
    return header_of(feed, feed.created_at).name


def _header_by_scope(feed: Feed, changed_at: datetime) -> FeedHeader:
    leading = feed.role is FeedRole.LEAD
    if feed.scope is FeedScope.PLAN and feed.issued_on:
        return plan_header(feed.code, feed.issued_on, feed.title, changed_at)
    if feed.scope is FeedScope.COORDINATOR:
        return coordinator_header(feed.code, feed.name, changed_at)
    if feed.scope is FeedScope.PERSON:
        return person_header(feed.code, feed.name, changed_at, leading=leading)
    return (agency_header if leading else cooperating_header)(feed.code, feed.name, changed_at)


def _header(key: str, name: str, description: str, color: FeedColor, changed_at: datetime) -> FeedHeader:
    return FeedHeader(
        key=key, name=name, description=description, changed_at=changed_at, color=color.value, color_code=color.code
    )
