"""`dondoc init`, `doctor`, `backup`, `restore`, `migrate`: the upkeep of an installation."""

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from base.vietnamese import group_thousands, short_moment
from cli.files_given import existing_file
from cli.options import ActorOption, Today, by_whom, day_of

if TYPE_CHECKING:
    from config.settings import Settings
    from services.checks import Finding
    from services.maintenance.setup import Installed

Force = Annotated[bool, typer.Option("--force", help="Ghi đè những gì đã có.")]


def init(
    province: Annotated[
        str, typer.Option(help="Lấy mẫu danh bạ của tỉnh, thành phố này, ví dụ “Lào Cai”. Bỏ trống: danh bạ trống.")
    ] = "",
    by: ActorOption = "",
) -> None:
    """Tạo thư mục, cơ sở dữ liệu và danh bạ cơ quan. Chạy lại không mất gì. Ví dụ: dondoc init --province "Lào Cai"."""
    from cli.show import console, talk
    from config.settings import Settings
    from services.maintenance.setup import install

    made = install(Settings(), province, by_whom(by))
    screen = console()
    screen.print(f"Thư mục {made.home}: {'mới tạo' if made.new_home else 'đã có'}.")
    screen.print(f"Khóa bí mật: {'mới tạo, hãy cất một bản ở nơi khác' if made.new_key else 'đã có'}.")
    screen.print(f"Cơ sở dữ liệu: {'mới tạo' if made.new_database else 'đã có'}.")
    _show_directory(made)
    talk().print("Tiếp theo: `dondoc doctor` xem còn thiếu gì, `dondoc import` nhập văn bản.")
    talk().print(
        "Làm trên trang: `dondoc admin create HỌ-TÊN THƯ`, `dondoc up`, rồi mở liên kết, vào Thiết lập lần đầu."
    )


def _show_directory(made: "Installed") -> None:
    """Say whose directory the installation has, and what is missing of it."""
    from cli.show import console, talk

    if not made.agencies:
        console().print("Danh bạ: còn trống, chưa giao được nhiệm vụ cho cơ quan nào.")
        talk().print(
            "Lấy mẫu của một tỉnh: `dondoc init --province TÊN-TỈNH`, hoặc nhập riêng: `dondoc agencies import`."
        )
        return
    whose = f"mẫu của {made.province}" if made.province else "danh bạ riêng"
    console().print(
        f"Danh bạ: {whose}, {group_thousands(made.agencies)} cơ quan, {group_thousands(made.new_agencies)} mới."
    )
    if not made.communes:
        talk().print("Chưa có xã, phường: nhập danh sách bằng `dondoc agencies communes TỆP`, CSV hoặc XLSX.")


def doctor(
    today: Today = None,
    as_json: Annotated[bool, typer.Option("--json", help="In mỗi lỗi một dòng JSON.")] = False,
) -> None:
    """Khám toàn bộ: cài đặt, cơ sở dữ liệu, cán bộ theo dõi, sự kiện chờ, thông báo. Có lỗi thì mã kết thúc là 1."""
    from base.clock import moment_of
    from services.checks import Severity, examine, read_settings, worst_first

    settings, found = read_settings()
    if settings is not None:
        found = worst_first([*found, *examine(settings, now=moment_of(day_of(today)))])
    if as_json:
        _print_json(found)
    else:
        _print(found)
        if settings is not None:
            _say_where_files_lie(settings)
    if any(finding.severity is Severity.FAULT for finding in found):
        raise typer.Exit(1)


def backup(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp sao lưu, ví dụ /sao-luu/dondoc-2026-03-05.zip.")],
    force: Force = False,
) -> None:
    """Sao lưu cơ sở dữ liệu, tệp kết quả và các tệp cấu hình vào một tệp, trong lúc chương trình vẫn chạy."""
    from base.clock import now
    from cli.show import console, talk
    from config.settings import Settings
    from services.maintenance.backup import back_up

    made = back_up(Settings(), file, now=now(), environment=os.environ, force=force, working_env=Path(".env"))
    console().print(
        f"Đã sao lưu vào {file}: cơ sở dữ liệu, {len(made.configuring)} tệp cấu hình, {made.evidence} tệp kết quả."
    )
    if made.broken:
        talk().print(f"{len(made.broken)} tệp kết quả đã hỏng nên không có trong bản sao: xem `dondoc doctor`.")
    talk().print("Tệp có địa chỉ liên hệ của cán bộ: cất ở nơi riêng, trên máy khác.")
    if made.secrets:
        talk().print(f"Không có trong tệp, hãy cất riêng, khi khôi phục phải nhập lại: {', '.join(made.secrets)}.")


def restore(
    file: Annotated[
        Path, typer.Argument(metavar="TỆP", callback=existing_file, help="Tệp đã tạo bằng `dondoc backup`.")
    ],
    force: Force = False,
    by: ActorOption = "",
) -> None:
    """Khôi phục từ tệp sao lưu: kiểm tra xong mới thay, thay một lần là xong. Ví dụ: dondoc restore dondoc.zip."""
    from base.clock import VIETNAM
    from cli.show import console, talk
    from config.env_files import ENV_FILE
    from config.settings import Settings
    from services.maintenance.restoring import restore_backup as put_back
    from workflow.store.database.schema import SchemaStanding

    settings = Settings()
    done = put_back(settings, file, by=by_whom(by), environment=os.environ, force=force)
    made = short_moment(datetime.fromisoformat(done.made_at).astimezone(VIETNAM))
    console().print(
        f"Đã khôi phục bản sao lưu lúc {made}: cơ sở dữ liệu, {len(done.files)} tệp cấu hình, "
        f"{done.evidence} tệp kết quả."
    )
    if done.aside is not None:
        talk().print(f"Cơ sở dữ liệu trước đó được giữ ở {done.aside}.")
    if done.moved:
        talk().print(
            f"{', '.join(done.moved)} trong bản sao lưu là nơi của máy cũ, nay chỉ còn là chú thích trong "
            f"{settings.home / ENV_FILE}. Cơ sở dữ liệu ở {done.database}, chính sách ở {settings.policies_dir}, "
            f"tệp kết quả ở {settings.files_place or settings.files_dir}."
        )
    if done.secrets:
        talk().print(f"Phải nhập lại vì không có trong bản sao lưu: {', '.join(done.secrets)}.", style="bold")
    if done.standing is SchemaStanding.OLDER:
        talk().print("Bản sao lưu từ bản dondoc cũ hơn: chạy `dondoc migrate` trước khi dùng.")


def migrate() -> None:
    """Đưa cơ sở dữ liệu lên bản mới nhất. Hãy sao lưu trước bằng `dondoc backup`."""
    from contextlib import closing

    from base.private_files import make_private
    from cli.show import console
    from config.settings import Settings
    from services.house_database import missing_database, newest_backup
    from workflow.store.database.opening import Database
    from workflow.store.database.schema import SchemaStanding, bring_up_to_date, schema_standing

    settings = Settings()
    make_private(settings.home)
    with closing(Database(settings.store_url)) as database:
        if newest_backup(settings) and schema_standing(database) is SchemaStanding.EMPTY:
            # An office that has backups had a database: an empty one in its place would hide that.
            raise missing_database(settings, database)
        before = bring_up_to_date(database)
    console().print(
        "Cơ sở dữ liệu đã ở bản mới nhất."
        if before is SchemaStanding.CURRENT
        else "Đã đưa cơ sở dữ liệu lên bản mới nhất."
    )


def _print(findings: "list[Finding]") -> None:
    from rich.markup import escape

    from cli.show import console, talk
    from services.checks import Severity

    screen = console()
    for finding in findings:
        style = "bold red" if finding.severity is Severity.FAULT else "yellow"
        screen.print(f"[{style}]{finding.severity.label}[/] {escape(finding.place)}: {escape(finding.reason)}.")
        screen.print(f"  → {escape(finding.remedy)}", highlight=False)
    faults = sum(finding.severity is Severity.FAULT for finding in findings)
    talk().print(f"{faults} lỗi, {len(findings) - faults} cảnh báo." if findings else "Không thấy gì sai.")


def _say_where_files_lie(settings: "Settings") -> None:
    """An office with several machines needs one place for all of them: say which it is."""
    from cli.show import talk

    shared = "dùng chung được cho nhiều máy" if settings.files_place else "của máy này"
    talk().print(f"Tệp kết quả: {settings.files_place or settings.files_dir} ({shared}).")


def _print_json(found: "list[Finding]") -> None:
    import json
    from dataclasses import asdict

    for finding in found:
        typer.echo(json.dumps(asdict(finding), ensure_ascii=False))
