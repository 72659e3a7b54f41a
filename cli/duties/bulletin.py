"""`dondoc bulletin`: the one-page bulletin that `/bao-cao` gives, as PDF or as a picture for a chat group."""

from pathlib import Path
from typing import Annotated

import typer

from cli.duties.report_card import AsOf, Plan
from cli.naming import named_agency
from cli.options import THE_SHELL, day_of
from cli.usage import value_refusal

_Out = Annotated[Path, typer.Option(help="Tệp kết quả, đuôi .pdf hoặc .png, ví dụ ban-tin.pdf.")]
_AgencyName = Annotated[str | None, typer.Option(help="Chỉ một cơ quan, ví dụ “Sở Nội vụ”.")]


def bulletin(out: _Out, plan: Plan = None, agency: _AgencyName = None, as_of: AsOf = None) -> None:
    """Bản tin một trang A4 (PDF) hoặc ảnh cho nhóm Zalo. Bỏ trống ngày: tính đến hết hôm qua.

    Số liệu được chốt cùng bản tin; mã vuông mở đúng số liệu ấy.

    Ví dụ: dondoc bulletin --out ban-tin.pdf
    """
    from base.atomic_file import whole_file
    from base.clock import moment_of
    from cli.show import talk
    from reports.bulletin import bulletin_pdf, bulletin_picture
    from services.installation import open_installation
    from services.reporting.bulletins import house_bulletin, last_whole_day
    from services.reporting.cards import ReportAsked
    from workflow.by import By

    kind = out.suffix.lower()
    if kind not in {".pdf", ".png"}:
        raise value_refusal("--out", str(out), "không có đuôi .pdf hoặc .png", "Ghi tên tệp, ví dụ --out ban-tin.pdf.")
    now = moment_of(None)
    with open_installation() as installation:
        asked = ReportAsked(
            as_of=day_of(as_of) or last_whole_day(now.date()),
            agency=named_agency(installation, agency).code if agency else "",
        )
        pdf = bulletin_pdf(house_bulletin(installation, asked, By(actor=THE_SHELL, now=now), plan=plan or ""))
    with whole_file(out) as part:
        part.write_bytes(pdf if kind == ".pdf" else bulletin_picture(pdf))
    talk().print(f"Đã ghi {out}.")
