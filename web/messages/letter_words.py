"""`/thong-bao/thang/cau`: what letters ask for in words, and the hours that nothing is sent in."""

import re
from collections.abc import Mapping, Sequence
from datetime import time

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from base.vietnamese import one_line
from config.escalation import QuietEntry
from config.policy_files import PolicyFileRefused
from services.duties.endings import Deciding
from services.messages.ladder_file import LadderText, ladder_in_force, step_faults, write_words
from web.accounts.saying import error_words
from web.messages.ladder import LADDER, why_closed
from web.messages.outbox import notice_place_page
from web.office import Office
from web.signed_in import typed_fields
from workflow.lifecycle import NotAllowed
from workflow.notices.ladder import ladders

_WORDS = f"{LADDER}/cau"
_SENTENCE, _FROM, _UNTIL, _DAYS_OFF, _VERSION = "cau-", "yen-tu", "yen-den", "ngay-nghi", "phien-ban"
_HOUR = re.compile(r"(\d{1,2})(?:[:hg](\d{2})?)?")
_PLAN = "van-ban"
_COMMON_ONLY = (
    "Câu đề nghị và giờ yên tĩnh là của chung mọi văn bản: thang riêng của một văn bản chỉ có các lần đôn đốc riêng, "
    "dùng câu chung. Sửa ở đây thì thư về mọi văn bản đổi theo."
)
_NO_SENTENCE = "Ghi câu này; không có câu thì thư không nói phải làm gì"
_NO_HOUR = "Ghi giờ như 17:30"
_LONGEST = 400


def letter_words(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()

    @router.get(_WORDS)
    def asked(request: Request) -> Response:
        """Show the sentences and the hours in force."""
        return _show(office, request, {}, {})

    @router.post(_WORDS)
    async def sent_in(request: Request) -> Response:
        """Write them."""
        return await run_in_threadpool(_sent, office, request, dict(await typed_fields(request)))

    return router


def _sent(office: Office, request: Request, texts: Mapping[str, str]) -> Response:
    if _PLAN in request.query_params:
        return _show(office, request, {}, {})
    now = ladder_in_force(office.installation)
    wording = {
        key: one_line(texts.get(f"{_SENTENCE}{key}", words))[:_LONGEST] for key, words in now.escalation.wording.items()
    }
    errors = {f"{_SENTENCE}{key}": _NO_SENTENCE for key, words in wording.items() if not words}
    starts, ends = (_hour(texts.get(name, "")) for name in (_FROM, _UNTIL))
    errors |= {name: _NO_HOUR for name, hour in ((_FROM, starts), (_UNTIL, ends)) if hour is None}
    if errors or starts is None or ends is None:
        return _show(office, request, texts, errors)
    quiet = QuietEntry(starts=starts, ends=ends, days_off=_DAYS_OFF in texts)
    deciding = Deciding(actor=office.actor_of(request), now=office.now())
    try:
        write_words(office.installation, wording, quiet, texts.get(_VERSION, ""), deciding)
    except NotAllowed:
        raise
    except PolicyFileRefused as error:
        return _show(office, request, texts, {_FROM: " ".join(step_faults(error))})
    except DondocError as error:
        return _show(office, request, texts, {_FROM: error_words(error)})
    return RedirectResponse(f"{LADDER}?xong=cau", status_code=303)


def _hour(text: str) -> time | None:
    """The hour that a person writes ("17:30", "7h30", "7"); None when it is none."""
    found = _HOUR.fullmatch(text.strip().lower())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _show(office: Office, request: Request, texts: Mapping[str, str], errors: Mapping[str, str]) -> Response:
    now, closed = ladder_in_force(office.installation), why_closed(office, request)
    of_plan = _COMMON_ONLY if _PLAN in request.query_params else ""
    why = closed or of_plan
    quiet = now.escalation.quiet
    return office.pages.show(
        request,
        "messages/letter_words.html",
        notice_place_page("Câu đề nghị và giờ yên tĩnh chung", wrong=bool(errors) and not why),
        status=403 if closed else 404 if of_plan else 422 if errors else 200,
        why=why,
        address=_WORDS,
        back=LADDER,
        common="" if closed or not of_plan else _WORDS,
        sentences=[
            (f"{_SENTENCE}{key}", label, texts.get(f"{_SENTENCE}{key}", words)) for key, label, words in _sentences(now)
        ],
        starts=texts.get(_FROM, f"{quiet.starts:%H:%M}"),
        ends=texts.get(_UNTIL, f"{quiet.ends:%H:%M}"),
        days_off=_DAYS_OFF in texts if texts else quiet.days_off,
        version=texts.get(_VERSION, "") or now.version,
        errors={} if why else errors,
    )


def _sentences(now: LadderText) -> Sequence[tuple[str, str, str]]:
    """Each sentence: its key, when it is sent to whom, its words."""
    used: dict[str, list[str]] = {}
    for step in ladders(now.escalation).common.steps:
        used.setdefault(step.wording, []).append(f"{step.audience.label} {step.label}")
    return [
        (key, "; ".join(used.get(key, ["chưa lần nào dùng"])), words) for key, words in now.escalation.wording.items()
    ]
