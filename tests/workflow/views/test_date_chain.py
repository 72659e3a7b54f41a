"""The chain of a date is read off the duty's log, and leaves out what didn't happen."""

from dataclasses import replace
from datetime import date
from typing import Any

from tests.plans import at, house_policies
from workflow.deadlines.values.resolution import Certainty
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.nearness import Nearness, NearnessKind
from workflow.triggers import Proposal
from workflow.views.date_chain import ChainStep, Reading, date_chain
from workflow.views.day_ruler import day_ruler
from workflow.views.duty_log import duty_log

TODAY = date(2026, 3, 5)
NEAR = Nearness(NearnessKind.AHEAD, "còn 16 ngày làm việc")
READING = Reading(
    words="Sau khi Bộ Nội vụ ban hành Đề án",
    issued_on=date(2026, 1, 16),
    plan="50/KH-UBND",
    plan_address="/viec?van-ban=1",
    place="Phụ lục II, mục I, số 6",
    explanation="“Sau khi …” → chờ sự kiện “Bộ Nội vụ ban hành Đề án”.",
    certainty=Certainty.CERTAIN,
    event="Bộ Nội vụ ban hành Đề án",
    event_on=date(2026, 2, 26),
)


def line(action: str, day: date, *, document: str = "", reason: str = "", **details: Any) -> LogEntry:
    return LogEntry(at=at(day), actor="Sở Nội vụ", action=action, document=document, reason=reason, details=details)


WAITING = line(LogAction.ASSIGN, date(2026, 1, 19), due=None)
FIRED = line("fire", date(2026, 2, 26), document="345/QĐ-BNV", due="2026-03-12")
EXTENDED = line(LogAction.GRANT_EXTENSION, date(2026, 3, 4), document="88/UBND-KGVX", due="2026-03-27")


def chain(*lines: LogEntry, reading: Reading = READING) -> list[ChainStep]:
    return date_chain(reading, lines, today=TODAY, near=NEAR, ruler=None, most_extensions=2)


def test_a_date_that_came_by_an_event_and_an_extension_tells_all_five_steps() -> None:
    printed, read, happened, extended, now = chain(WAITING, FIRED, EXTENDED)
    assert (printed.label, printed.words) == ("Văn bản ghi", "Sau khi Bộ Nội vụ ban hành Đề án")
    assert (read.look, read.aside, read.said) == ("waits", "chắc chắn", "Chờ sự kiện “Bộ Nội vụ ban hành Đề án”.")
    assert (happened.aside, happened.proposed, happened.changed) == ("26/02/2026", date(2026, 3, 12), True)
    assert (extended.label, extended.day, extended.instead_of) == (
        "Gia hạn lần 1/2",
        date(2026, 3, 27),
        date(2026, 3, 12),
    )
    assert extended.because == ("Căn cứ: 88/UBND-KGVX.",)
    assert (now.label, now.near) == ("Hôm nay", NEAR)


def test_a_printed_day_that_nothing_changed_has_three_steps() -> None:
    reading = replace(READING, explanation="“Tháng 6” → hạn cuối thứ Ba 30/6/2026.", certainty=Certainty.ASSUMED)
    _, read, now = chain(line(LogAction.ASSIGN, date(2026, 1, 19), due="2026-06-30"), reading=reading)
    assert (read.look, read.day, read.because) == ("guessed", date(2026, 6, 30), ("Hạn cuối thứ Ba 30/6/2026.",))
    assert now.look == "now"


def test_lines_that_set_no_other_day_are_no_steps() -> None:
    accepted = line("accept", date(2026, 2, 1))
    swept = line(LogAction.SWEEP, date(2026, 3, 5), today="2026-03-05")
    assert len(chain(WAITING, accepted, FIRED, swept)) == 4


def test_an_event_that_had_not_happened_takes_the_day_away_again() -> None:
    unfired = replace(line("unfire", date(2026, 3, 1), reason="nhầm văn bản", due=None), after="waiting")
    *_, fired, taken, _ = chain(WAITING, FIRED, unfired)
    assert (fired.label, taken.label) == ("Ghi nhận đã hủy", "Hủy ghi nhận sự kiện")
    assert (taken.look, taken.said, taken.because) == ("waits", "Chờ lại sự kiện", ("Lý do: nhầm văn bản.",))


def test_an_event_that_was_taken_back_and_happened_later_is_called_what_it_is_each_time() -> None:
    unfired = line("unfire", date(2026, 3, 1), reason="nhầm văn bản", due=None)
    again = line("fire", date(2026, 3, 4), on="2026-03-03", due="2026-03-17")
    labels = [step.label for step in chain(WAITING, FIRED, unfired, again)]
    assert labels[2:] == ["Ghi nhận đã hủy", "Hủy ghi nhận sự kiện", "Sự kiện đã xảy ra", "Hôm nay"]


def back(action: str, due: str | None, **details: Any) -> LogEntry:
    return replace(line(action, date(2026, 3, 4), due=due, **details), after="in_progress" if due else "waiting")


def test_l17_what_was_opened_again_after_its_event_was_taken_back_waits_and_the_firing_is_called_undone() -> None:
    *_, fired, step, _ = chain(WAITING, FIRED, back("reopen", None))
    assert (fired.label, step.label, step.said) == ("Ghi nhận đã hủy", "Mở lại", "Chờ lại sự kiện")


def test_l17_what_was_opened_again_with_the_day_of_another_firing_names_it() -> None:
    *_, fired, step, _ = chain(WAITING, FIRED, back("reopen", "2026-03-18", on="2026-03-03"))
    assert (fired.label, step.label, step.day) == ("Ghi nhận đã hủy", "Mở lại", date(2026, 3, 18))
    assert step.because == ("Sự kiện xảy ra ngày 03/3/2026.",)


def test_l17_what_was_opened_again_after_its_event_was_corrected_says_what_was_recorded_first() -> None:
    again = back("reopen", "2026-03-13", on="2026-02-27", was_on="2026-02-26")
    *_, fired, step, _ = chain(WAITING, FIRED, again)
    assert (fired.label, step.because) == (
        "Ghi nhận lúc đầu",
        ("Sự kiện xảy ra ngày 27/02/2026, không phải ngày 26/02/2026.",),
    )


def test_k13_a_correction_that_leaves_the_day_because_the_right_one_cannot_be_met_says_so() -> None:
    facts = {"on": "2026-02-20", "was_on": "2026-02-26", "kept_due": "2026-03-12", "passed": "2026-03-04"}
    *_, step, _ = chain(WAITING, FIRED, line(LogAction.CORRECT_EVENT, date(2026, 3, 5), **facts))
    assert step.because == (
        "Sự kiện xảy ra ngày 20/02/2026, không phải ngày 26/02/2026.",
        "Hạn tính theo ngày ấy (04/3/2026) không còn kịp khi chỉnh.",
    )


def test_l17_a_report_whose_event_was_taken_back_has_no_day_and_waits_for_nothing() -> None:
    unfired = replace(line("unfire", date(2026, 3, 1), reason="nhầm văn bản", due=None), after="reported")
    *_, step, _ = chain(WAITING, FIRED, unfired)
    assert (step.look, step.said) == ("waits", "Không còn hạn")


def test_l22_a_correction_that_leaves_the_day_stands_in_the_chain() -> None:
    day, right = date(2026, 3, 4), {"on": "2026-02-27", "was_on": "2026-02-26", "kept_due": "2026-03-12"}
    corrected = line(LogAction.CORRECT_EVENT, day, document="346/QĐ-BNV", reason="ghi nhầm ngày", **right)
    *_, fired, step, _ = chain(WAITING, FIRED, corrected)
    assert (fired.label, fired.changed, fired.proposed) == ("Ghi nhận lúc đầu", False, date(2026, 3, 12))
    assert (step.label, step.day, step.said) == ("Chỉnh ghi nhận sự kiện", None, "Hạn giữ nguyên thứ Năm 12/3/2026")
    assert step.because == (
        "Sự kiện xảy ra ngày 27/02/2026, không phải ngày 26/02/2026.",
        "Căn cứ: 346/QĐ-BNV.",
        "Lý do: ghi nhầm ngày.",
    )


def test_l16_a_returned_report_stands_with_its_reason_and_the_day_to_be_done_by() -> None:
    first = line(LogAction.ASSIGN, date(2026, 1, 19), due="2026-03-12")
    returned = line("return", date(2026, 3, 4), reason="thiếu phụ lục", due="2026-03-14", act_by="2026-03-13")
    *_, step, _ = chain(first, returned)
    assert (step.label, step.day, step.act_by) == ("Trả lại báo cáo", date(2026, 3, 14), date(2026, 3, 13))
    assert (step.instead_of, step.because) == (date(2026, 3, 12), ("Lý do: thiếu phụ lục.",))


def test_a_day_set_for_one_waiting_duty_alone_is_no_happening_of_its_event() -> None:
    alone = line("fire", date(2026, 3, 4), reason="Bộ hẹn riêng", due="2026-04-30", on="2026-03-04", only=True)
    reading = replace(READING, explanation="“…” → 05 ngày sau sự kiện “…”, chưa biết ngày của sự kiện")
    _, read, step, _ = chain(WAITING, alone, reading=reading)
    assert "chưa biết ngày của sự kiện" in read.said
    assert (step.label, step.day, step.happened_on) == ("Đặt hạn riêng", date(2026, 4, 30), None)


def test_the_chain_says_on_which_day_the_event_happened_and_which_day_a_person_set_instead_of_the_proposed_one() -> (
    None
):
    fired = line("fire", date(2026, 3, 2), on="2026-02-26", proposed="2026-03-12", due="2026-03-20")
    for reading in (READING, replace(READING, event_on=None)):
        _, _, happened, _ = chain(WAITING, fired, reading=reading)
        assert (happened.aside, happened.happened_on) == ("26/02/2026", date(2026, 2, 26))
        assert (happened.proposed, happened.changed, happened.day) == (date(2026, 3, 12), True, date(2026, 3, 20))
        assert "Người ghi nhận sự kiện ấn định ngày này." in happened.because


def reworded(day: date, before: str, after: str, **more: Any) -> LogEntry:
    cells = {"deadline": [before, after], "title": ["Tên cũ", "Tên mới"]}
    return line(LogAction.AMEND_TASK, day, document="120/QĐ-UBND", reason="chậm vốn", task="x", cells=cells, **more)


def test_printed_words_stay_and_each_amendment_stands_with_its_own_words_and_day() -> None:
    first = line(LogAction.ASSIGN, date(2026, 1, 19), due="2026-03-31")
    day = date(2026, 3, 4)
    amended = reworded(day, "Quý I/2026", "15/4/2026", was_explanation="“Quý I/2026” → hạn cuối thứ Ba 31/3/2026.")
    reading = replace(READING, words="15/4/2026", explanation="“15/4/2026” → thứ Tư 15/4/2026.", rewritten=[amended])
    printed, read, rewritten, _ = chain(first, line("amend_deadline", day, due="2026-04-15"), reading=reading)
    assert (printed.label, printed.words) == ("Văn bản ghi", "Quý I/2026")
    assert (read.day, read.because) == (date(2026, 3, 31), ("Hạn cuối thứ Ba 31/3/2026.",))
    assert (rewritten.words, rewritten.day, rewritten.instead_of) == (
        "15/4/2026",
        date(2026, 4, 15),
        date(2026, 3, 31),
    )
    assert rewritten.because == ("Thứ Tư 15/4/2026.", "Căn cứ: 120/QĐ-UBND.", "Lý do: chậm vốn.")


def test_an_amending_document_stands_with_its_own_day_and_the_plan_s_own_file_put_right_is_none() -> None:
    first = line(LogAction.ASSIGN, date(2026, 1, 19), due="2026-03-31")
    cells = {"deadline": ["Quý I/2026", "15/4/2026"]}
    for document, said in (
        ("95/QĐ-UBND ngày 20/02/2026", ("Văn bản sửa đổi ghi", "20/02/2026")),
        ("", ("Bản nhập lại ghi", "04/3/2026")),
    ):
        written = line(LogAction.AMEND_TASK, date(2026, 3, 4), document=document, task="x", cells=cells)
        reading = replace(READING, words="15/4/2026", rewritten=[written])
        step = chain(first, line("amend_deadline", date(2026, 3, 4), due="2026-04-15"), reading=reading)[2]
        assert (step.label, step.aside) == said


def test_a_duty_given_after_its_day_had_passed_says_so_between_the_reading_and_its_day() -> None:
    first = line(LogAction.ASSIGN, date(2026, 4, 6), due="2026-04-20", late_for="2026-03-31")
    _, read, given, _ = chain(first, reading=READING)
    assert (read.day, given.day, given.instead_of) == (date(2026, 3, 31), date(2026, 4, 20), date(2026, 3, 31))
    assert given.because[0] == "Hạn theo văn bản đã qua khi cơ quan này được giao."


def test_words_of_an_amendment_that_took_the_duty_from_its_agency_are_not_the_duty_s() -> None:
    first = line(LogAction.ASSIGN, date(2026, 1, 19), due="2026-03-31")
    gone = replace(line("withdraw", date(2026, 3, 4)), after="withdrawn")
    amended = reworded(date(2026, 3, 4), "Quý I/2026", "15/4/2026")
    reading = replace(READING, words="15/4/2026", rewritten=[amended])
    assert [step.words for step in chain(first, gone, reading=reading)] == ["Quý I/2026", "", ""]


def test_the_log_says_of_each_cell_what_it_said_before() -> None:
    amended = reworded(date(2026, 3, 4), "Quý I/2026", "15/4/2026")
    told = {(one.done, one.before, one.after) for one in duty_log([WAITING], TODAY, rewritten=[amended])}
    assert ("sửa nhiệm vụ, nhiệm vụ", "Tên cũ", "Tên mới") in told
    assert ("sửa nhiệm vụ, thời hạn", "Quý I/2026", "15/4/2026") in told


def test_the_log_has_people_in_front_and_the_system_folded() -> None:
    first, *_, system = duty_log([WAITING, FIRED, EXTENDED], TODAY)
    assert (first.actor, first.before, first.after) == ("Sở Nội vụ", "12/3/2026", "27/3/2026")
    assert len(system.folded) == 1


def test_the_ruler_draws_working_days_between_today_and_the_day() -> None:
    ruler = day_ruler(date(2026, 3, 27), today=TODAY, working_days=house_policies().working_days)
    assert ruler is not None
    looks = [cell.look for cell in ruler.cells]
    assert looks.count("next") + looks.count("due") == 16
    assert looks[:5] == ["past", "past", "past", "today", "next"]
    assert "còn 16 ngày làm việc" in ruler.sentence


def test_the_ruler_runs_back_when_the_day_is_past_and_ends_where_words_do_better() -> None:
    working_days = house_policies().working_days
    late = day_ruler(date(2026, 2, 26), today=TODAY, working_days=working_days)
    assert late is not None
    assert [cell.look for cell in late.cells][3] == "due over"
    assert late.cells[-1].look == "today"
    assert day_ruler(date(2026, 12, 31), today=TODAY, working_days=working_days) is None


def test_a_day_that_the_house_proposed_after_an_event_is_marked_and_explained() -> None:
    proposal = Proposal(
        due=date(2026, 3, 12), act_by=date(2026, 3, 12), rule="văn bản không ghi thời hạn", assumed=True
    )
    reading = replace(READING, proposal=proposal)
    _, _, happened, _ = chain(WAITING, FIRED, reading=reading)
    assert (happened.happened_on, happened.certainty) == (date(2026, 2, 26), "assumed")
    assert happened.because == ("Căn cứ: 345/QĐ-BNV.", "Văn bản không ghi thời hạn.")
    by_hand = replace(reading, proposal=replace(proposal, due=date(2026, 3, 20)))
    _, _, happened, _ = chain(WAITING, FIRED, reading=by_hand)
    assert (happened.certainty, happened.because[-1]) == ("", "Người ghi nhận sự kiện ấn định ngày này.")


def test_an_extension_says_why_it_was_asked_for() -> None:
    asked = line(LogAction.REQUEST_EXTENSION, date(2026, 3, 3), reason="chờ ý kiến các sở")
    *_, extended, _ = chain(WAITING, FIRED, asked, EXTENDED)
    assert extended.because == ("Căn cứ: 88/UBND-KGVX.", "Lý do xin: chờ ý kiến các sở.")
