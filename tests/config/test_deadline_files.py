"""The data files of the deadline language: packaged, replaced by an installation, refused when broken."""

from pathlib import Path

import pytest

from config.days_off import days_off
from config.deadline_rules import DeadlineRules, deadline_rules
from config.policy_files import PolicyFileRefused


def test_the_packaged_rules_are_the_defaults() -> None:
    assert deadline_rules() == DeadlineRules()


def test_an_installation_changes_one_line_and_keeps_the_others(tmp_path: Path) -> None:
    (tmp_path / "deadline_rules.toml").write_text("weekly_day = 4\n", encoding="utf-8")
    assert deadline_rules(tmp_path) == DeadlineRules(weekly_day=4)


@pytest.mark.parametrize("line", ["weekly_day = 8", 'weekly_day = "thứ Sáu"', "stale_days = true", "weekly = 5", "x ="])
def test_a_rule_that_makes_no_sense_is_refused_with_its_file(tmp_path: Path, line: str) -> None:
    (tmp_path / "deadline_rules.toml").write_text(line, encoding="utf-8")
    with pytest.raises(PolicyFileRefused, match=r"deadline_rules\.toml"):
        deadline_rules(tmp_path)


def test_every_packaged_swap_has_its_source() -> None:
    swaps = days_off().swaps
    assert swaps
    assert all(swap.source and swap.name and (swap.off or swap.worked) for swap in swaps)
    assert all({day.year for day in (swap.off, swap.worked) if day} <= days_off().announced for swap in swaps)


def test_a_folder_without_the_file_leaves_the_packaged_one(tmp_path: Path) -> None:
    assert days_off(tmp_path) == days_off()


@pytest.mark.parametrize(
    "text", ["announced = [", "[[change]]\noff = 1", 'announced = []\n[[change]]\noff = "hôm nay"']
)
def test_broken_days_off_are_refused_with_their_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "days_off.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyFileRefused, match=r"days_off\.toml"):
        days_off(tmp_path)
