"""`dondoc report-card`: the figures of Quyết định 42/2014/QĐ-TTg, on the screen or as a file."""

import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.naming import named_agency
from cli.options import DAY_FORMATS, day_of
from cli.usage import value_refusal

if TYPE_CHECKING:
    from reports.wording import Report
    from services.installation import Installation
    from workflow.agencies import Agency


class _Format(StrEnum):
    """What a report card can be written as."""

    TABLE = "table"
    CSV = "csv"
    XLSX = "xlsx"
    DOCX = "docx"


Plan = Annotated[str | None, typer.Option(help="Chỉ một văn bản, ví dụ 50/KH-UBND.")]
Year = Annotated[int | None, typer.Option(help="Năm của văn bản, khi số lặp lại, ví dụ 2026.")]
_AgencyName = Annotated[
    str | None, typer.Option(help="Chỉ một cơ quan hoặc một nhóm, ví dụ “Sở Nội vụ”, “UBND các xã, phường”.")
]
First = Annotated[
    datetime | None, typer.Option("--from", formats=DAY_FORMATS, help="Hạn từ ngày này, ví dụ 2026-01-01.")
]
Last = Annotated[
    datetime | None, typer.Option("--to", formats=DAY_FORMATS, help="Hạn đến hết ngày này, ví dụ 2026-03-31.")
]
AsOf = Annotated[
    datetime | None,
    typer.Option(formats=DAY_FORMATS, help="Tình hình đến hết ngày này, ví dụ 2026-03-31. Bỏ trống: hôm nay."),
]
Form = Annotated[_Format | None, typer.Option("--format", help="Dạng kết quả; bỏ trống thì theo đuôi tệp, ví dụ xlsx.")]
_Out = Annotated[Path | None, typer.Option(help="Tệp kết quả, ví dụ bao-cao-quy-1.docx.")]
Lists = Annotated[bool, typer.Option("--lists", help="Với table, csv: in cả danh sách nhiệm vụ. xlsx, docx luôn có.")]
_Issuer = Annotated[str, typer.Option(help="Cơ quan báo cáo trên tệp docx, ví dụ “Sở Nội vụ”.")]


def report_card(
    plan: Plan = None,
    year: Year = None,
    agency: _AgencyName = None,
    first: First = None,
    last: Last = None,
    as_of: AsOf = None,
    form: Form = None,
    out: _Out = None,
    lists: Lists = False,
    issuer: _Issuer = "",
) -> None:
    """Bảng kết quả thực hiện: hoàn thành đúng hạn, quá hạn; chưa hoàn thành trong hạn, quá hạn; không hạn.

    Ví dụ: dondoc report-card --plan 50/KH-UBND --as-of 2026-03-31 --out bao-cao.docx
    """
    from base.clock import moment_of
    from reports.wording import Report
    from services.installation import open_installation
    from workflow.report_card import Scope
    from workflow.store.figures.report_card import listed_duties
    from workflow.store.figures.report_card import read_report_card as counted

    chosen = _format(form, out)
    with open_installation() as installation:
        found = _agency(installation, agency) if agency else None
        scope = Scope(
            as_of=moment_of(day_of(as_of)).date(),
            first=day_of(first),
            last=day_of(last),
            plan=plan,
            year=year,
            agencies=tuple(member.code for member in installation.policies.directory.members(found.code))
            if found
            else (),
        )
        with installation.database.reading() as session:
            report = Report(
                card=counted(session, scope),
                duties=listed_duties(session, scope),
                day=moment_of(None).date(),
                issuer=issuer,
                agency=found.name if found else "",
            )
            _give(report, chosen, out, lists=lists)


def _format(form: _Format | None, out: Path | None) -> _Format:
    if form is None and out is not None and (suffix := out.suffix.lower().removeprefix(".")) in set(_Format):
        form = _Format(suffix)
    form = form or (_Format.TABLE if out is None else _Format.CSV)
    if out is None and form in {_Format.XLSX, _Format.DOCX}:
        raise value_refusal("--format", form, "cần tên tệp", f"Ghi tên tệp, ví dụ --out bao-cao.{form}.")
    if out is not None and form is _Format.TABLE:
        raise value_refusal("--format", form, "chỉ in ra màn hình", "Bỏ --out hoặc chọn dạng khác.")
    return form


def _agency(installation: "Installation", spelling: str) -> "Agency":
    found = named_agency(installation, spelling)
    if not installation.policies.directory.members(found.code):
        remedy = "Chọn một cơ quan, hoặc ghi thành viên của nhóm bằng `dondoc agencies import`."
        raise value_refusal("--agency", spelling, "là nhóm chưa có thành viên nào", remedy)
    return found


def _give(report: "Report", form: _Format, out: Path | None, *, lists: bool) -> None:
    from cli.show import talk
    from reports.csv_file import print_csv, write_csv
    from reports.docx_file import write_docx
    from reports.xlsx_file import write_xlsx

    if form is _Format.TABLE:
        _show(report, lists=lists)
    elif out is None:
        print_csv(report, sys.stdout, lists=lists)
    else:
        if form is _Format.CSV:
            write_csv(report, out, lists=lists)
        else:
            (write_xlsx if form is _Format.XLSX else write_docx)(report, out)
        talk().print(f"Đã ghi {out}: {report.card.total.total} nhiệm vụ.")


def _show(report: "Report", *, lists: bool) -> None:
    from rich.markup import escape

    from cli.show import console, table
    from reports.wording import figures, scope_lines, sentences, tables

    screen = console()
    for line in (*scope_lines(report.card.scope, report.agency), *sentences(report.card)):
        screen.print(escape(line), highlight=False)
    short = ("Tổng", "HT đúng hạn", "HT quá hạn", "Chưa HT, trong hạn", "Chưa HT, quá hạn", "HT, KH", "Chưa HT, KH")
    from base.vietnamese import group_thousands

    for drawn in tables(report.card):
        rows = [(escape(line.heading.name), *map(group_thousands, figures(line.tally))) for line in drawn.lines]
        total = ("Tổng cộng", *map(group_thousands, figures(report.card.total)))
        screen.print(table(drawn.title, (drawn.column, *short), [*rows, total], numbers=range(1, 8)))
    screen.print("HT: hoàn thành; KH: không hạn.", style="dim")
    if lists:
        _show_list(report)


def _show_list(report: "Report") -> None:
    from rich.markup import escape

    from cli.show import console, day_text, table

    rows = (
        (
            duty.group.label,
            str(duty.id),
            escape(duty.agency),
            escape(duty.title),
            day_text(duty.due),
            str(duty.days_late or ""),
        )
        for duty in report.duties
    )
    columns = ("Tình hình", "Số", "Cơ quan", "Nhiệm vụ", "Hạn", "Quá (ngày)")
    console().print(table("Danh sách", columns, rows, numbers=(1, 5)))
