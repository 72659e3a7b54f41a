"""A changed document is compared by what its rows say, so that only real changes are shown."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plans import a_row, planned, rows
from workflow.plan import Correction, PrintedRow
from workflow.registry.amendment import Change, Difference, StoredTask, compare, differences
from workflow.registry.registration import unique_keys

SUBJECTS = (
    "đề án chuyển đổi số",
    "kế hoạch cải cách hành chính",
    "báo cáo tài chính",
    "quy chế phối hợp",
    "hạ tầng mạng",
)
VERBS = ("Xây dựng", "Trình duyệt", "Tổng kết", "Rà soát", "Công bố")
TITLES = [f"{verb} {subject}" for verb in VERBS for subject in SUBJECTS]
LEADS = ("Sở Nội vụ", "Sở Tài chính", "Công an tỉnh")
DEADLINES = ("Tháng 3", "Quý II/2026", "Trước 15/7/2026", "Thường xuyên")

a_task = st.builds(a_row, st.sampled_from(DEADLINES), st.sampled_from(LEADS), title=st.sampled_from(TITLES))
some_tasks = st.lists(a_task, min_size=1, max_size=8)
different_tasks = st.lists(a_task, min_size=1, max_size=8, unique_by=lambda row: row.title)


def stored(*given: PrintedRow) -> tuple[StoredTask, ...]:
    """The rows as they are registered, numbered from 1."""
    printed = rows(*given)
    keys = unique_keys(printed)
    return tuple(StoredTask(id=at, key=key, row=row) for at, (key, row) in enumerate(zip(keys, printed, strict=True)))


def changes(before: Sequence[PrintedRow], after: Sequence[PrintedRow]) -> list[Change]:
    return [difference.change for difference in differences(stored(*before), planned(*after))]


def the_difference(before: PrintedRow, after: PrintedRow) -> Difference:
    (difference,) = differences(stored(before), planned(after))
    return difference


@given(some_tasks)
@settings(max_examples=40, deadline=None)
def test_the_same_document_has_no_differences(tasks: list[PrintedRow]) -> None:
    assert changes(tasks, tasks) == []


@given(some_tasks, some_tasks)
@settings(max_examples=40, deadline=None)
def test_every_task_of_both_sides_is_accounted_for_once(before: list[PrintedRow], after: list[PrintedRow]) -> None:
    compared = compare(stored(*before), planned(*after))
    assert sorted(d.stored.id for d in compared if d.stored) == list(range(len(before)))
    assert [d.read.position for d in compared if d.read] == list(range(1, len(after) + 1))


@given(some_tasks, st.integers(0, 8))
@settings(max_examples=40, deadline=None)
def test_a_row_put_in_anywhere_is_one_new_task_and_nothing_else(tasks: list[PrintedRow], place: int) -> None:
    extra = a_row("Tháng 9", "Sở Y tế", title="Khám sức khỏe cho người cao tuổi ở các xã biên giới")
    assert changes(tasks, [*tasks[:place], extra, *tasks[place:]]) == [Change.NEW]


@given(different_tasks, st.integers(0, 7))
@settings(max_examples=40, deadline=None)
def test_a_row_taken_out_anywhere_is_one_task_gone_and_nothing_else(tasks: list[PrintedRow], place: int) -> None:
    out = place % len(tasks)
    assert changes(tasks, [*tasks[:out], *tasks[out + 1 :]]) == [Change.GONE]


@given(different_tasks, st.integers(0, 7))
@settings(max_examples=40, deadline=None)
def test_a_changed_deadline_is_found_although_a_row_above_was_put_in(tasks: list[PrintedRow], place: int) -> None:
    at = place % len(tasks)
    later = replace(tasks[at], deadline="Trước 31/10/2026")
    extra = a_row("Tháng 9", "Sở Y tế", title="Khám sức khỏe cho người cao tuổi ở các xã biên giới")
    new, changed = differences(stored(*tasks), planned(extra, *tasks[:at], later, *tasks[at + 1 :]))
    assert (new.change, changed.change) == (Change.NEW, Change.CHANGED)
    assert [(c.column, c.before, c.after) for c in changed.cells] == [
        ("deadline", tasks[at].deadline, "Trước 31/10/2026")
    ]


def test_an_inserted_row_among_ninety_moves_the_numbers_without_a_word() -> None:
    ninety = [a_row(title=f"Nhiệm vụ {number} về {TITLES[number % 25]}") for number in range(90)]
    extra = a_row(title="Khám sức khỏe cho người cao tuổi ở các xã biên giới")
    compared = compare(stored(*ninety), planned(*ninety[:3], extra, *ninety[3:]))
    assert [d.change for d in compared].count(Change.RENUMBERED) == 87
    assert changes(ninety, [*ninety[:3], extra, *ninety[3:]]) == [Change.NEW]


def test_tasks_with_the_same_title_keep_their_own_leads_when_numbers_shift() -> None:
    before = [a_row(lead="Sở Nội vụ"), a_row(lead="Sở Tài chính")]
    assert changes(before, [a_row(lead="Công an tỉnh", title="Mua xe"), *before]) == [Change.NEW]


def test_a_title_put_differently_is_the_same_task_changed() -> None:
    difference = the_difference(a_row(title="Xây dựng đề án số"), a_row(title="Xây dựng, trình đề án số"))
    assert difference.columns == {"title"}


def test_another_task_under_the_same_number_is_one_gone_and_one_new() -> None:
    before, after = a_row(title="Xây dựng đề án số"), a_row(title="Tổ chức hội thi tiếng hát người cao tuổi")
    assert changes([before], [after]) == [Change.NEW, Change.GONE]


def test_a_changed_lead_and_product_are_named_with_both_texts() -> None:
    difference = the_difference(a_row(lead="Sở Nội vụ"), a_row(lead="Sở Y tế", product="Quyết định"))
    assert [(c.column, c.before, c.after) for c in difference.cells] == [
        ("lead", "Sở Nội vụ", "Sở Y tế"),
        ("product", "Đề án", "Quyết định"),
    ]


def test_a_correction_stands_while_the_print_stays() -> None:
    corrected = Correction(column="deadline", printed="31/11", corrected="Tháng 11")
    (before,) = stored(a_row("31/11"))
    before = replace(before, corrections=(corrected,))
    assert differences([before], planned(a_row("31/11"))) == ()
    (changed,) = differences([before], planned(a_row("Tháng 12")))
    assert [(c.before, c.after) for c in changed.cells] == [("Tháng 11", "Tháng 12")]


def test_a_review_that_settles_doubts_is_a_difference_of_its_own() -> None:
    (before,) = stored(a_row())
    (read,) = planned(a_row())
    reviewed = replace(read, reviewed=True)
    (difference,) = differences([replace(before, needs_review=True)], [reviewed])
    assert difference.change is Change.REVIEWED
    assert differences([before], [reviewed]) == ()
