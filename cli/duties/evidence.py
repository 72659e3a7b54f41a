"""`dondoc files`: the files that were handed in for a duty, listed and saved."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import ActorOption, Today


def files(
    number: Annotated[int, typer.Argument(metavar="SỐ", help="Số của nhiệm vụ, xem bằng `dondoc tasks`.")],
    into: Annotated[Path | None, typer.Option(help="Chép các tệp vào thư mục này, ví dụ /tmp/tep.")] = None,
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Liệt kê tệp đã nộp của một nhiệm vụ, mới nhất trước; thêm --into để chép ra."""
    from cli.acting import at_the_shell
    from cli.show import console, table, talk
    from services.evidence.giving import save_files
    from services.installation import open_installation
    from services.screens.one_duty import show_duty
    from workflow.log.actions import action_label
    from workflow.views.handings import handings

    with open_installation() as installation:
        actor, now = at_the_shell(installation, by, today)
        found = handings(show_duty(installation, number, actor, now=now).lines)
        rows = [
            (file.name, file.about, action_label(one.action), one.fate.label, file.digest[:16])
            for one in found
            for file in one.files
        ]
        console().print(table(f"Tệp đã nộp của nhiệm vụ {number}", ("Tên", "", "Nộp khi", "", "SHA-256"), rows))
        if into is not None:
            saved = save_files(installation, number, found, into, actor, now=now)
            talk().print(f"Đã chép {len(saved)} tệp vào {into}.")
