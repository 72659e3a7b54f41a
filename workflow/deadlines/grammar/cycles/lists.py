"""Several cycles named together: hằng quý, 6 tháng, 9 tháng, năm."""

from workflow.deadlines.engine.rules import Rules
from workflow.deadlines.grammar.cycles.counts import Everys
from workflow.deadlines.grammar.cycles.counts import every as every_unit
from workflow.deadlines.grammar.spans.days import Spans
from workflow.deadlines.values.cycles import LAST_DAY, Cycle, Every, on_days
from workflow.deadlines.values.resolution import Offset, Unit

lists = Rules()


QUARTERS = (3, 6, 9, 12)


THEN = "(, | ; | và | , và)"


HALF, THREE_QUARTERS = "(<six:offset> | <half:months>)", "(<nine:offset> | <most:months>)"


FIRST = f"[định kỳ | báo cáo] (<quarter> | <report> | <offset>) {THEN}"


@lists.rule(
    "quy-6-thang-9-thang-nam",
    "Quý I, 6 tháng, 9 tháng, năm: ngày cuối mỗi kỳ lũy kế",
    makes="point",
    patterns=(
        f"{FIRST} {HALF} {THEN} {THREE_QUARTERS} {THEN} [cả] (năm | <year>)",
        f"{FIRST} {HALF} {THEN} <third:quarter> {THEN} [cả] (năm | <year>)",
        f"[định kỳ | báo cáo] {HALF} {THEN} {THREE_QUARTERS} {THEN} [cả] <last:year>",
    ),
    assumes="hạn là ngày cuối mỗi kỳ, lặp lại hằng năm",
    examples={"Quý I, 6 tháng, 9 tháng, năm": "2026-03-31, 2026-06-30, 2026-09-30"},
)
def growing_periods(
    six: Offset | None = None,
    half: Spans = (),
    nine: Offset | None = None,
    most: Spans = (),
    third: Spans = (),
    last: Spans = (),
) -> Cycle | None:
    most = most or third
    lengths = [one.units if one and one.unit is Unit.MONTH else 0 for one in (six, nine)]
    ends = [spans[0].last[0] if spans else length for spans, length in zip((half, most), lengths, strict=True)]
    return on_days((LAST_DAY,), QUARTERS[1:] if last else QUARTERS) if ends == [6, 9] else None


@lists.rule(
    "nhieu-ky",
    "Nhiều chu kỳ: hằng quý, 6 tháng, năm",
    makes="every",
    patterns=(
        "[định kỳ] <first:every> (, | ; | / | - | và | hoặc | , và) <more:cycle+>",
        "^ <more:cycle+> $",
        "định kỳ \\( <more:cycle+> \\)",
    ),
    examples={"Định kỳ hằng quý, 6 tháng, năm": "2026-03-31, 2026-06-30, 2026-09-30"},
)
def several_cycles(more: tuple[str | Offset | Everys, ...], first: Everys = ()) -> Everys | None:
    found = [*first]
    for item in more:
        cycles = _cycles_of(item)
        if not cycles:
            return None
        found += cycles
    # Nine months in a list are the year's first nine, whose end is also a quarter's.
    counted = [one for one in found if one != NINE_MONTHS or QUARTERLY not in found]
    return tuple(counted) if len(counted) > 1 else None


QUARTERLY, NINE_MONTHS = Every(3, Unit.MONTH), Every(9, Unit.MONTH)


def _cycles_of(item: str | Offset | Everys) -> Everys:
    """The cycles that a word of a list names; none when it names something else."""
    if isinstance(item, str):
        one = every_unit(1, item)
        return (one,) if one else ()
    if isinstance(item, Offset):
        return (Every(item.units, Unit.MONTH),) if item.unit is Unit.MONTH else ()
    return item
