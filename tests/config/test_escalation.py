"""The escalation file: what it accepts, and how it names what it doesn't."""

from pathlib import Path

import pytest

from config.escalation import FILE_NAME, Escalation, escalation
from config.policy_files import PolicyFileRefused, policy_path

STEP = """
[[step]]
id = "lead-7"
offset = -7
counting = "calendar"
audience = "lead"
channels = ["email"]
wording = "prepare"
urgent = false
until = "report"
"""
WORDING = '[wording]\nprepare = "Đề nghị chuẩn bị."\n'


def read(folder: Path, text: str) -> Escalation:
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
    return escalation(folder)


def faults_of(folder: Path, text: str) -> list[str]:
    with pytest.raises(PolicyFileRefused) as refused:
        read(folder, text)
    return [str(fault) for fault in refused.value.faults]


def test_the_packaged_ladder_has_the_rungs_of_the_house() -> None:
    rungs = [(step.offset, step.audience, step.channels) for step in escalation().steps if not step.every]

    assert rungs == [
        (-15, "lead", ("email",)),
        (-7, "lead", ("email",)),
        (-3, "lead", ("email", "zalo")),
        (-3, "cooperating", ("email",)),
        (-1, "lead", ("email", "zalo")),
        (-1, "cooperating", ("email",)),
        (0, "lead", ("email",)),
        (0, "coordinator", ("email",)),
        (1, "lead", ("email",)),
        (1, "coordinator", ("email", "zalo")),
        (5, "head", ("email",)),
        (15, "leadership", ("email",)),
    ]


def test_an_installation_without_its_own_file_uses_the_packaged_one(tmp_path: Path) -> None:
    assert escalation(tmp_path) == escalation()


def test_an_installation_s_own_file_replaces_the_packaged_one(tmp_path: Path) -> None:
    assert [step.id for step in read(tmp_path, STEP + WORDING).steps] == ["lead-7"]


def test_a_file_that_is_written_anew_counts_at_once(tmp_path: Path) -> None:
    texts = [STEP.replace("offset = -7", f"offset = {offset}") + WORDING for offset in (-22, -20, -22)]
    assert [read(tmp_path, text).steps[0].offset for text in texts] == [-22, -20, -22]


def test_steps_are_in_the_order_of_their_offsets_whatever_the_file_s_order(tmp_path: Path) -> None:
    later = STEP.replace("lead-7", "lead-1").replace("-7", "-1")

    assert [step.id for step in read(tmp_path, later + STEP + WORDING).steps] == ["lead-7", "lead-1"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("offset = -7", 'offset = "bảy"'), "dòng 4, [[step]], khóa offset: không nhận giá trị “bảy”"),
        (("offset = -7", "offset = true"), "dòng 4, [[step]], khóa offset: không nhận giá trị “true”"),
        (("calendar", "lunar"), "dòng 5, [[step]], khóa counting: không nhận giá trị “lunar”"),
        (('audience = "lead"', 'audience = "ai đó"'), "dòng 6, [[step]], khóa audience: không nhận giá trị “ai đó”"),
        (('["email"]', "[]"), "dòng 7, [[step]], khóa channels: không nhận giá trị “[]”"),
        (('wording = "prepare"', 'wording = "lạ"'), "dòng 8, [[step]], khóa wording: không nhận giá trị “lạ”"),
        (('until = "report"\n', ""), "dòng 2, [[step]]: thiếu khóa until"),
        (('until = "report"', 'until = "report"\ncc = "x"'), "dòng 11, [[step]], khóa cc: là khóa không ai đọc"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, change: tuple[str, str], fault: str) -> None:
    assert [found.split(". ")[0] for found in faults_of(tmp_path, STEP.replace(*change) + WORDING)] == [fault]


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    text = STEP.replace("calendar", "lunar").replace("false", "0") + WORDING.replace('"Đề nghị chuẩn bị."', "7")

    assert len(faults_of(tmp_path, text)) == 3


def test_two_steps_of_one_name_are_refused(tmp_path: Path) -> None:
    text = STEP + STEP.replace("offset = -7", "offset = -3") + WORDING

    assert faults_of(tmp_path, text) == ["[[step]]: có hai lần đôn đốc cùng id “lead-7”. Đổi tên một lần."]


def test_two_steps_that_remind_the_same_people_on_the_same_day_are_refused(tmp_path: Path) -> None:
    text = STEP + STEP.replace('"lead-7"', '"lead-7b"') + WORDING

    assert "nhắc cùng một người cùng một ngày" in faults_of(tmp_path, text)[0]


def test_a_step_that_stops_early_may_not_stand_for_one_that_stops_late(tmp_path: Path) -> None:
    early = STEP.replace("lead-7", "lead-1").replace("-7", "-1").replace('"report"', '"accept"')

    assert "dừng khi nhận nhiệm vụ" in faults_of(tmp_path, STEP + early + WORDING)[0]


def test_a_file_that_is_no_toml_is_refused_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(PolicyFileRefused, match=FILE_NAME):
        read(tmp_path, "[[step")


def test_a_file_without_steps_is_refused(tmp_path: Path) -> None:
    assert "thiếu mục [[step]]" in faults_of(tmp_path, WORDING)[0]


def test_a_plan_may_drop_change_and_add_steps(tmp_path: Path) -> None:
    changed = STEP.replace("[[step]]", "[[plan.step]]").replace("-7\n", "-10\n")
    added = STEP.replace("[[step]]", "[[plan.step]]").replace('"lead-7"', '"lead-30"').replace("-7\n", "-30\n")
    dropped = STEP.replace('"lead-7"', '"lead-15"').replace("-7\n", "-15\n")
    plan = '[[plan]]\nnumber = "50/KH-UBND"\ndrop = ["lead-15"]\n' + changed + added

    rules = read(tmp_path, STEP + dropped + WORDING + plan)

    assert [(step.id, step.offset) for step in rules.plans["50/KH-UBND"]] == [("lead-30", -30), ("lead-7", -10)]
    assert [step.id for step in rules.steps] == ["lead-15", "lead-7"]


def test_a_plan_s_faults_are_named_in_the_plan(tmp_path: Path) -> None:
    plan = '[[plan]]\nnumber = "50/KH-UBND"\ndrop = ["không có"]\n' + STEP.replace("[[step]]", "[[plan.step]]")

    faults = faults_of(tmp_path, STEP + WORDING + plan.replace('lead"', 'ai"'))

    assert len(faults) == 2
    assert faults[0].startswith("dòng 13, [[plan]]: bỏ lần đôn đốc “không có”")
    assert "[[plan.step]], khóa audience" in faults[1]


def test_quiet_hours_are_checked_too(tmp_path: Path) -> None:
    assert "khóa from" in faults_of(tmp_path, STEP + WORDING + '[quiet]\nfrom = "17:30"\n')[0]


def test_the_packaged_file_is_the_one_documented() -> None:
    assert policy_path(None, FILE_NAME).is_file()


def test_the_packaged_channels_resend_mails_and_park_what_costs_money() -> None:
    assert {name: channel.unknown for name, channel in escalation().channels.items()} == {
        "email": "resend",
        "zalo": "park",
        "zns": "park",
        "chat": "park",
    }


def test_a_channel_keeps_the_usual_where_the_file_says_nothing(tmp_path: Path) -> None:
    channels = read(tmp_path, STEP + WORDING + "[channel.zalo]\nrate = 100\n").channels

    assert (channels["zalo"].rate, channels["zalo"].fall_back) == (100, ("zns", "email"))
    assert channels["email"] == escalation().channels["email"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('unknown = "gửi bừa"', "dòng 14, [channel.zalo], khóa unknown: không nhận giá trị “gửi bừa”"),
        ("attempts = 0", "dòng 14, [channel.zalo], khóa attempts: không nhận giá trị “0”"),
        ("rate = true", "dòng 14, [channel.zalo], khóa rate: không nhận giá trị “true”"),
        ('fall_back = ["zalo"]', "dòng 14, [channel.zalo], khóa fall_back: không nhận giá trị “[zalo]”"),
        ("speed = 3", "dòng 14, [channel.zalo], khóa speed: là khóa không ai đọc"),
    ],
)
def test_a_fault_of_a_channel_is_named_with_its_line(tmp_path: Path, line: str, fault: str) -> None:
    (found,) = faults_of(tmp_path, f"{STEP}{WORDING}[channel.zalo]\n{line}\n")

    assert found.startswith(fault)


def test_a_channel_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    (found,) = faults_of(tmp_path, f"{STEP}{WORDING}[channel.fax]\nrate = 1\n")

    assert found.startswith("dòng 13, [channel.fax]: không có kênh “fax”")
