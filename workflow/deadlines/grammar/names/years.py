"""Years that the words count from the plan's own: năm sau, năm nay, năm trước."""

from workflow.deadlines.engine.rules import Rules

year_names = Rules()


AFTER_THIS = (
    "(kế tiếp liền kề | sau liền kề | liền kề sau | liền kề | kế tiếp | tiếp theo | tiếp sau | liền sau | tới | sau"
    " | kế)"
)


BEFORE_THIS = "(trước liền kề | liền kề trước | liền trước | ngoái | vừa qua | trước)"


NO_MORE = (
    "!{sau | năm | đó | khi | ngày | hết | tháng | quý | <n> | <roman> | kỳ | của năm | của kỳ | so với | báo cáo"
    " | tiến hành}"
)


@year_names.rule(
    "nam-sau",
    "Năm sau, năm tới, năm kế tiếp, năm liền kề",
    makes="later",
    patterns=(f"năm {AFTER_THIS} {NO_MORE}",),
    examples={"Tháng 3 năm kế tiếp": "2027-03-31"},
)
def next_year() -> int:
    return 1


@year_names.rule(
    "nam-nay",
    "Năm nay",
    makes="later",
    patterns=("năm (nay | hiện tại | hiện hành)",),
    examples={"quý III năm nay": "2026-09-30"},
)
def _this_year() -> int:
    return 0


@year_names.rule(
    "nam-truoc",
    "Năm trước, năm ngoái",
    makes="later",
    patterns=(f"năm {BEFORE_THIS} {NO_MORE}",),
    examples={"tháng 12 năm trước": "2025-12-31"},
)
def last_year() -> int:
    return -1
