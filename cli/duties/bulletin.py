"""`dondoc bulletin`: the one-page bulletin that `/bao-cao` gives, as PDF or as a picture for a chat group."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting import at_the_shell
from cli.duties.report_card import AsOf, Plan
from cli.naming import named_agency
from cli.options import THE_SHELL, day_of
from cli.usage import value_refusal

if TYPE_CHECKING:
    from reports.bulletin import Bulletin

_Out = Annotated[Path | None, typer.Option(help="Tệp kết quả, đuôi .pdf hoặc .png, ví dụ ban-tin.pdf.")]
_AgencyName = Annotated[str | None, typer.Option(help="Chỉ một cơ quan, ví dụ “Sở Nội vụ”.")]
_Seal = Annotated[str, typer.Option(help="Mã của một bản đã chốt: làm lại đúng bản tin ấy, không chốt gì mới.")]
_Frozen = Annotated[bool, typer.Option("--frozen", help="Liệt kê các báo cáo đã chốt, mới nhất trước.")]


def bulletin(
    out: _Out = None,
    plan: Plan = None,
    agency: _AgencyName = None,
    as_of: AsOf = None,
    seal: _Seal = "",
    frozen: _Frozen = False,
) -> None:
    """Bản tin một trang A4 (PDF) hoặc ảnh cho nhóm Zalo. Bỏ trống ngày: tính đến hết hôm qua.

    Số liệu được chốt cùng bản tin; mã vuông mở đúng số liệu ấy.

    Ví dụ: dondoc bulletin --out ban-tin.pdf
    """
    from base.atomic_file import whole_file
    from cli.show import talk
    from reports.bulletin import bulletin_pdf, bulletin_picture

    if frozen:
        _list_frozen(before=seal)
        return
    kind = out.suffix.lower() if out else ""
    if out is None or kind not in {".pdf", ".png"}:
        raise value_refusal(
            "--out", str(out or ""), "không có đuôi .pdf hoặc .png", "Ghi tên tệp, ví dụ --out ban-tin.pdf."
        )
    pdf = bulletin_pdf(_frozen_again(seal) if seal else _made(plan, agency, as_of))
    with whole_file(out) as part:
        part.write_bytes(pdf if kind == ".pdf" else bulletin_picture(pdf))
    talk().print(f"Đã ghi {out}.")


def _made(plan: str | None, agency: str | None, as_of: datetime | None) -> "Bulletin":
    from base.clock import moment_of
    from services.installation import open_installation
    from services.reporting.bulletins import house_bulletin, last_whole_day
    from services.reporting.cards import ReportAsked
    from workflow.by import By

    now = moment_of(None)
    with open_installation() as installation:
        asked = ReportAsked(
            as_of=day_of(as_of) or last_whole_day(now.date()),
            agency=named_agency(installation, agency).code if agency else "",
        )
        return house_bulletin(installation, asked, By(actor=THE_SHELL, now=now), plan=plan or "")


def _frozen_again(seal: str) -> "Bulletin":
    from services.accounts.opening import USUAL_ADDRESS
    from services.installation import open_installation
    from services.reporting.bulletins import bulletin_again

    with open_installation() as installation:
        actor, _ = at_the_shell(installation, "", None)
        return bulletin_again(installation, actor, seal, installation.settings.base_url or USUAL_ADDRESS)


def _list_frozen(*, before: str) -> None:
    from base.clock import VIETNAM
    from base.vietnamese import short_moment
    from cli.show import console, day_text, table, talk
    from services.installation import open_installation
    from services.reporting.freezing import list_frozen_reports

    with open_installation() as installation:
        actor, _ = at_the_shell(installation, "", None)
        found = list_frozen_reports(installation, actor, before=before)
    rows = [
        (
            report.seal,
            short_moment(report.frozen_at.astimezone(VIETNAM)),
            report.frozen_by,
            day_text(figures.card.scope.as_of) if figures else "",
            figures.about if figures else "đã bị sửa trong cơ sở dữ liệu",
            str(figures.card.total.total) if figures else "",
        )
        for report, figures in found.reports
    ]
    headings = ("Mã", "Chốt lúc", "Ai", "Tính đến hết", "Về", "Lượt giao")
    console().print(table("Báo cáo đã chốt", headings, rows, numbers=(5,)))
    if found.further:
        talk().print(f"Còn bản cũ hơn: dondoc bulletin --frozen --seal {found.further}")
