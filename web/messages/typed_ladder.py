"""A ladder as its form was filled in: the steps that can be meant, and what is wrong at which field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from config.escalation import FURTHEST, StepEntry
from web.frame.numbers import row_number
from workflow.notices.ladder import AUDIENCE_LABELS

_MOST_STEPS = 60
_NO_DAYS = "ghi số ngày, ví dụ -7 là trước hạn 7 ngày, 5 là quá hạn 5 ngày"
_TOO_FAR = f"ghi số ngày từ -{FURTHEST} đến {FURTHEST}"
_NO_CHANNEL = "chọn ít nhất một kênh để gửi"
_NO_STEP = "Giữ ít nhất một lần đôn đốc: không còn lần nào thì không ai được nhắc"
_NO_DUTY = "Ghi số của một nhiệm vụ, ví dụ 12, hoặc bỏ trống"
_AUDIENCES = {audience.value: label for audience, label in AUDIENCE_LABELS.items()}
_Typed = list[tuple[int, StepEntry]]


@dataclass(frozen=True, kw_only=True)
class TypedLadder:
    """What was typed: the steps that can be read, each line as typed, what can't be meant, on which duty to try."""

    steps: Sequence[StepEntry]
    lines: Sequence[dict[str, object]]
    errors: Mapping[str, str]
    version: str
    duty: str


def typed_ladder(fields: list[tuple[str, str]]) -> TypedLadder:
    """Return what a form says, with what is wrong at each field in an official's words."""
    texts = dict(fields)
    typed: _Typed = []
    lines, errors = [], dict[str, str]()
    for number in range(_MOST_STEPS):
        if f"moc-{number}" not in texts:
            break
        line = ladder_line(texts, fields, number)
        lines.append(line)
        offset = str(line["offset"]).strip()
        if line["gone"] or (line["new"] and not offset):
            continue
        errors |= {field: f"Lần {number + 1}: {words}" for field, words in _line_errors(line, offset, number)}
        if f"moc-{number}" not in errors:
            typed.append((number, _entry_of(line, int(offset), {step.id for _, step in typed} | _ids(texts))))
    if not errors:
        errors = dict(_ladder_errors(typed))
    duty = texts.get("viec", "").strip()
    if duty and row_number(duty) is None:
        errors["viec"] = _NO_DUTY
    steps = [step for _, step in typed]
    return TypedLadder(steps=steps, lines=lines, errors=errors, version=texts.get("phien-ban", ""), duty=duty)


def ladder_line(texts: Mapping[str, str], fields: list[tuple[str, str]], number: int) -> dict[str, object]:
    """Return one step's fields as they were typed."""
    return {
        "id": texts.get(f"ma-{number}", ""),
        "offset": texts.get(f"moc-{number}", ""),
        "counting": texts.get(f"dem-{number}", ""),
        "audience": texts.get(f"nguoi-{number}", ""),
        "channels": tuple(value for name, value in fields if name == f"kenh-{number}"),
        "wording": texts.get(f"cau-{number}", ""),
        "urgent": f"khan-{number}" in texts,
        "until": texts.get(f"dung-{number}", ""),
        "every": texts.get(f"lai-{number}", ""),
        "gone": f"bo-{number}" in texts,
        "new": not texts.get(f"ma-{number}", ""),
    }


def _line_errors(line: Mapping[str, object], offset: str, number: int) -> Iterator[tuple[str, str]]:
    try:
        days = int(offset)
    except ValueError:
        yield f"moc-{number}", _NO_DAYS
    else:
        if abs(days) > FURTHEST:
            yield f"moc-{number}", _TOO_FAR
    if not line["channels"]:
        yield f"kenh-{number}-email", _NO_CHANNEL


def _ladder_errors(typed: _Typed) -> Iterator[tuple[str, str]]:
    """How the steps of one ladder disturb each other: none left, two at once, a later one that stops first."""
    if not typed:
        yield "moc-0", _NO_STEP
    at: dict[tuple[str, int], int] = {}
    reporting: dict[str, int] = {}
    for number, step in sorted(typed, key=lambda pair: pair[1].offset):
        audience = _AUDIENCES.get(step.audience, step.audience)
        if (other := at.setdefault((step.audience, step.offset), number)) != number:
            words = f"Lần {other + 1} và lần {number + 1} nhắc cùng một người ({audience}) cùng một ngày"
            yield f"moc-{number}", f"{words}: bỏ hoặc dời một lần"
        # Missed steps collapse into the latest, so the latest must stop no earlier than those it stands for.
        if step.until == "accept" and step.audience in reporting:
            words = f"Lần {number + 1} dừng khi nhận nhiệm vụ, mà lần {reporting[step.audience] + 1} trước đó"
            yield f"dung-{number}", f"{words} ({audience}) dừng khi báo cáo: cho cả hai dừng khi báo cáo"
        if step.until == "report":
            reporting.setdefault(step.audience, number)


def _ids(texts: Mapping[str, str]) -> set[str]:
    return {text for name, text in texts.items() if name.startswith("ma-") and text}


def _entry_of(line: Mapping[str, object], days: int, taken: set[str]) -> StepEntry:
    channels = line["channels"]
    assert isinstance(channels, tuple)
    return StepEntry(
        id=str(line["id"]) or _new_id(f"{line['audience']}{days:+d}", taken),
        offset=days,
        counting=str(line["counting"]),
        audience=str(line["audience"]),
        channels=channels,
        wording=str(line["wording"]),
        urgent=bool(line["urgent"]),
        until=str(line["until"]),
        every=str(line["every"]) or None,
    )


def _new_id(usual: str, taken: set[str]) -> str:
    """A name that no other step of the ladder bears: who was reminded under one isn't reminded under it again."""
    names = (usual, *(f"{usual}-{number}" for number in range(2, _MOST_STEPS + 2)))
    return next(name for name in names if name not in taken)
