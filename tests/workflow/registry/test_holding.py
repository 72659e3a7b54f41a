"""Nothing is assigned by mistake: what holds a task back, and what settles it."""

from dataclasses import replace

import pytest

from tests.plans import a_head, a_row, house_policies, rows
from workflow.plan import Origin, PlanDocument, PlanHead, PrintedRow
from workflow.registry.holding import HoldReason, issuer_hold
from workflow.registry.registration import PlannedTask, planned_tasks
from workflow.registry.review import Review, reviewed_tasks

LONG = "Xây dựng nền tảng dữ liệu dùng chung của tỉnh phục vụ chỉ đạo, điều hành"


def read(*given: PrintedRow, head: PlanHead | None = None, confirmed: bool = False) -> tuple[PlannedTask, ...]:
    """The rows of a plan as the house of Đồng Tháp understands them."""
    head, policies = head or a_head(), house_policies()
    document = PlanDocument(
        head=head,
        rows=tuple(row for row in rows(*given) if row.origin is Origin.TABLE),
        obligations=tuple(row for row in rows(*given) if row.origin is Origin.BODY),
    )
    foreign = issuer_hold(head, policies.directory)
    return planned_tasks(document, policies.directory, policies.working_days, foreign=foreign, confirmed=confirmed)


def reasons(task: PlannedTask) -> list[HoldReason]:
    return [hold.reason for hold in task.holds]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (a_row(lead=""), HoldReason.LEAD),
        (a_row(lead="Công ty chưa từng nghe tên"), HoldReason.LEAD),
        (a_row(lead="Sở Nội vụ, Công ty chưa từng nghe tên"), HoldReason.LEAD),
        (a_row(lead="Bộ Nội vụ"), HoldReason.OUTSIDE),
        (a_row(lead="VTV, VOV, TTXVN"), HoldReason.OUTSIDE),
        (a_row(lead="Các cơ quan, đơn vị có liên quan"), HoldReason.MEMBERS),
        (a_row(deadline=""), HoldReason.DEADLINE),
        (a_row(deadline="abc xyz"), HoldReason.DEADLINE),
    ],
)
def test_a_doubtful_lead_or_deadline_holds_the_task_back(row: PrintedRow, reason: HoldReason) -> None:
    (task,) = read(row)
    assert reasons(task) == [reason]
    assert task.owners == ()
    assert any(task.holds[0].words in doubt.reason for doubt in task.doubts)


@pytest.mark.parametrize(
    "deadline", ["Thường xuyên", "Sau khi Bộ Nội vụ ban hành Đề án", "Hằng năm", "Tháng 26/01/2026"]
)
def test_what_goes_on_or_waits_or_was_guessed_is_given_out(deadline: str) -> None:
    (task,) = read(a_row(deadline))
    assert [owner.code for owner in task.owners] == ["so-noi-vu"]


def test_an_outsider_beside_a_department_is_named_and_the_department_gets_the_task() -> None:
    (task,) = read(a_row(lead="Sở Nội vụ, VTV"))
    assert [owner.code for owner in task.owners] == ["so-noi-vu"]


def test_the_same_row_twice_and_the_same_words_in_the_body_are_given_out_once() -> None:
    body = a_row(title=f"{LONG}.", origin=Origin.BODY)
    first, again, said = read(a_row(title=LONG), a_row(title=LONG), body)
    assert (reasons(first), reasons(again), reasons(said)) == ([], [HoldReason.TWICE], [HoldReason.TWICE])


def test_two_tasks_of_the_same_name_with_other_leads_are_two() -> None:
    tasks = read(a_row(title=LONG, lead="Sở Nội vụ"), a_row(title=LONG, lead="Sở Y tế"))
    assert [reasons(task) for task in tasks] == [[], []]


@pytest.mark.parametrize(
    "head",
    [
        a_head(issuer="Ủy ban nhân dân tỉnh Lâm Đồng"),
        a_head(issuer="Ủy ban nhân dân tỉnh", place="Lào Cai"),
        a_head(issuer="Ủy ban nhân dân tỉnh Hải Dương"),
        a_head(issuer="Chính phủ", place="Hà Nội"),
        a_head(issuer="Bộ Nội vụ"),
        a_head(issuer=""),
    ],
)
def test_another_issuers_plan_is_given_to_nobody(head: PlanHead) -> None:
    tasks = read(a_row(), a_row(lead="UBND các xã, phường"), head=head)
    assert all(HoldReason.ISSUER in reasons(task) for task in tasks)
    assert not any(task.owners for task in tasks)


@pytest.mark.parametrize(
    "head",
    [
        a_head(),
        a_head(issuer="Ủy ban nhân dân tỉnh"),
        a_head(issuer="Sở Nội vụ", place="Đồng Tháp"),
        a_head(issuer="", place="Đồng Tháp"),
    ],
)
def test_the_houses_own_plans_need_no_word(head: PlanHead) -> None:
    (task,) = read(a_row(), head=head)
    assert not task.holds


def test_a_confirmed_plan_of_another_issuer_gives_work_to_named_agencies_but_never_to_groups() -> None:
    head = a_head(issuer="Ủy ban nhân dân tỉnh Lâm Đồng")
    named, group = read(a_row(), a_row(lead="UBND các xã, phường"), head=head, confirmed=True)
    assert [owner.code for owner in named.owners] == ["so-noi-vu"]
    assert (reasons(group), group.owners) == ([HoldReason.LEAD], ())
    assert "nhóm cơ quan của nơi ban hành" in group.holds[0].words


def test_an_unknown_agency_isnt_silenced_by_looking_at_it() -> None:
    policies, document = (
        house_policies(),
        PlanDocument(head=a_head(), rows=rows(a_row(lead="VTC"), a_row(deadline="-"))),
    )
    keys = {"table///1": Review(checked=True), "table///2": Review(checked=True)}
    unknown, undated = reviewed_tasks(
        document, keys, lambda d: planned_tasks(d, policies.directory, policies.working_days)
    )
    assert (reasons(unknown), unknown.owners, len(unknown.doubts)) == ([HoldReason.LEAD], (), 1)
    assert "“VTC”" in unknown.doubts[0].reason
    assert (reasons(undated), undated.doubts) == ([], ())
    assert [owner.code for owner in undated.owners] == ["so-noi-vu"]


def test_a_tasks_own_reasons_are_kept_beside_the_issuers() -> None:
    head = a_head(issuer="Chính phủ")
    (task,) = read(replace(a_row(), deadline=""), head=head)
    assert reasons(task) == [HoldReason.ISSUER, HoldReason.DEADLINE]


def test_a_body_that_had_ended_when_the_document_named_it_is_given_nothing() -> None:
    (task,) = read(a_row(lead="UBND huyện Cao Lãnh"))
    assert reasons(task) == [HoldReason.LEAD]
    assert "đã kết thúc hoạt động" in task.holds[0].words


def test_a_short_row_of_a_table_printed_twice_is_a_twin_like_its_neighbours() -> None:
    table = [a_row("Tháng 5", title="Xây dựng đề án vị trí việc làm"), a_row("Tháng 6", title="Báo cáo kết quả")]
    other = a_row("Tháng 7", title="Triển khai chuyển đổi số ở cấp xã")
    tasks = read(*table, other, *table)
    assert [reasons(task) for task in tasks] == [[], [], [], [HoldReason.TWICE], [HoldReason.TWICE]]


def test_rows_that_say_the_same_are_twins_in_whichever_spelling_they_name_who_leads() -> None:
    title = "Lập dự toán kinh phí cải cách hành chính"
    same = read(a_row(title=title, lead="Sở Tài chánh"), a_row(title=title, lead="Sở Tài chính"))
    other = read(a_row(title=title, lead="Sở Tài chính"), a_row(title=title, lead="Sở Y tế"))
    assert [reasons(task) for task in (*same, *other)] == [[], [HoldReason.TWICE], [], []]


def test_a_commune_s_plan_gives_the_province_s_agencies_nothing_unasked() -> None:
    hold = issuer_hold(a_head(issuer="Ủy ban nhân dân phường Cao Lãnh"), house_policies().directory)
    assert hold is not None
    assert hold.reason is HoldReason.ISSUER


@pytest.mark.parametrize(
    ("title", "held"),
    [
        ("Chủ trì, phối hợp với Sở Tài chính tổng kết công tác văn thư, báo cáo trước ngày 25/12/2026", True),
        ("Chủ trì, phối hợp với Sở Tài chính kiểm tra việc tổng kết công tác văn thư tại các xã", False),
    ],
)
def test_a_sentence_that_has_the_same_lead_do_the_same_is_asked_about(title: str, held: bool) -> None:
    table = a_row("Trước ngày 20/12/2026", title="Tổng kết công tác văn thư, lưu trữ")
    said = a_row("trước ngày 25/12/2026", title=title.replace("văn thư", "văn thư, lưu trữ", 1), origin=Origin.BODY)
    body = replace(said, cooperating="Sở Tài chính")
    assert (HoldReason.TWICE in reasons(read(table, body)[1])) == held


def test_the_same_work_for_another_lead_is_another_task() -> None:
    table = a_row(title="Tổng kết công tác văn thư, lưu trữ", lead="Sở Y tế")
    title = "Chủ trì, phối hợp với Sở Tài chính tổng kết công tác văn thư, lưu trữ, trình Ủy ban nhân dân tỉnh xem xét"
    assert reasons(read(table, replace(a_row(title=title, origin=Origin.BODY), cooperating="Sở Tài chính"))[1]) == []
