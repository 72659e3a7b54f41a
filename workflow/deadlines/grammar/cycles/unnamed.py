"""Days of a cycle that isn't named: of some month, some week, some reporting period."""

from workflow.deadlines.engine.rules import Doubted, Rules
from workflow.deadlines.grammar.cycles.points import LAST_MONTHS, Partial
from workflow.deadlines.grammar.cycles.recurring import partial_again
from workflow.deadlines.values.cycles import MONTHLY, Every, on_days
from workflow.deadlines.values.meanings import Limit, Recurring
from workflow.deadlines.values.resolution import Unit

unnamed = Rules()


@unnamed.rule(
    "ngay-cuoi-ky-bao-cao",
    "Ngày của tháng cuối kỳ, không ghi kỳ nào",
    makes="recurring",
    patterns=("<partial:partial>",),
    assumes="không ghi kỳ báo cáo nên lấy tháng cuối mỗi quý",
    examples={"chậm nhất ngày 25 của tháng cuối kỳ báo cáo": "2026-03-25, 2026-06-25, 2026-09-25"},
)
def of_unnamed_period(partial: Partial) -> Recurring | None:
    if not partial.of_last_month:
        return None
    return Recurring((on_days(partial.days, LAST_MONTHS),), Limit.BEFORE if partial.before else Limit.WITHIN)


@unnamed.rule(
    "ngay-cua-thang",
    "Ngày của tháng, không ghi tháng nào: mỗi tháng",
    makes="recurring",
    patterns=("<partial:partial> của tháng {$ | ; | , | <stop> | \\)}",),
    assumes="không ghi tháng nào nên hiểu là mỗi tháng",
    examples={"Trước ngày 20 của tháng": "2026-01-19, 2026-02-19, 2026-03-19"},
)
def of_some_month(partial: Partial) -> Recurring | Doubted | None:
    return partial_again(partial, (MONTHLY,)) if partial.days and not partial.of_last_month else None


@unnamed.rule(
    "cac-thu",
    "Mấy thứ trong tuần, không ghi tuần nào: mỗi tuần",
    makes="recurring",
    patterns=("<partial:partial>",),
    assumes="ghi mấy thứ mà không ghi tuần nào nên hiểu là mỗi tuần",
    examples={"Trước 15h các ngày thứ Ba, thứ Năm": "2026-01-20, 2026-01-22, 2026-01-27"},
)
def on_several_weekdays(partial: Partial) -> Recurring | Doubted | None:
    return partial_again(partial, (Every(1, Unit.WEEK),)) if len(partial.weekdays) > 1 else None


@unnamed.rule(
    "thu-dau-tuan",
    "Thứ mấy đầu tuần, cuối tuần: mỗi tuần",
    makes="recurring",
    patterns=("<partial:partial> (đầu | cuối) tuần",),
    assumes="không ghi tuần nào nên hiểu là mỗi tuần",
    examples={"Sáng thứ Hai đầu tuần": "2026-01-19, 2026-01-26, 2026-02-02"},
)
def on_a_weekday(partial: Partial) -> Recurring | Doubted | None:
    return partial_again(partial, (Every(1, Unit.WEEK),)) if partial.weekdays else None
