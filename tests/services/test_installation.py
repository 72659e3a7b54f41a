"""Opening the house: what an operator wrote wrongly is said, not traced back."""

from pathlib import Path

import pytest

from config.policy_files import PolicyFileRefused
from config.settings import Settings
from services.installation import policies


@pytest.mark.parametrize("name", ["escalation.toml", "agencies.toml", "days_off.toml", "deadline_rules.toml"])
def test_a_policy_file_that_is_no_toml_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("đây [[không phải TOML", encoding="utf-8")
    with pytest.raises(PolicyFileRefused, match=rf"{name}” có lỗi ở dòng 1, cột 1: không phải “khóa = giá trị”"):
        policies(Settings(config_dir=tmp_path))


def test_the_packaged_policies_are_whole() -> None:
    installation = policies(Settings(config_dir=None), "Đồng Tháp")
    assert installation.ladders.common.steps
    assert len(installation.directory.members("ubnd-cac-xa-phuong")) == 102


def test_who_has_no_files_of_his_own_gets_what_was_read_before_until_he_has_one(tmp_path: Path) -> None:
    settings, others = Settings(config_dir=tmp_path), Settings(config_dir=tmp_path / "chưa có")
    packaged = policies(settings, "Đồng Tháp")
    assert policies(others, "Đồng Tháp") is packaged
    assert policies(others, "Lào Cai").directory != packaged.directory
    own = tmp_path / "agencies.toml"
    own.write_text('[[agency]]\nname = "Ban Quản lý Khu kinh tế cửa khẩu"\n', encoding="utf-8")
    added = policies(settings, "Đồng Tháp").directory
    assert len(added.agencies) == len(packaged.directory.agencies) + 1
    own.unlink()
    assert policies(settings, "Đồng Tháp") is packaged
