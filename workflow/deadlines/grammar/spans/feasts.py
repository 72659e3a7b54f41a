"""Feasts that plans lean on: Tết, Trung thu, Giỗ Tổ, Quốc khánh."""

from typing import NamedTuple

from workflow.deadlines.engine.rules import Rules
from workflow.deadlines.grammar.spans.days import Spans
from workflow.deadlines.grammar.spans.moon import CHANGED_TO_SOLAR
from workflow.deadlines.values.spans import a_day

feasts = Rules()


class Feast(NamedTuple):
    """A feast that plans lean on; lunar ones move every year."""

    id: str
    name: str
    words: str
    day: int
    month: int
    example: tuple[str, str]
    lunar: bool = True

    def of_year(self, y: int | None = None, year: Spans = (), day: Spans = ()) -> Spans | None:
        """The feast; `day` is what stands beside its name, and must be the same day."""
        if len(year) > 1 or any(span.first != (self.month, self.day) for span in day):
            return None
        named = [span.year for span in (*year, *day)]
        return (a_day(self.day, self.month, y or (named[0] if named else None))._replace(lunar=self.lunar),)


TET = "tết [nguyên đán] [cổ truyền] [âm lịch]"


FEASTS = (
    Feast(
        "tet-duong-lich",
        "Tết Dương lịch",
        "tết dương lịch",
        1,
        1,
        ("trước Tết Dương lịch 2027", "2026-12-31"),
        lunar=False,
    ),
    Feast("trung-thu", "Trung thu", "[tết] trung thu", 15, 8, ("dịp Tết Trung thu 2026", "2026-09-25")),
    Feast("tet-nguyen-dan", "Tết Nguyên đán", TET, 1, 1, ("trước Tết Nguyên đán 2027", "2027-02-05")),
    Feast(
        "gio-to", "Giỗ Tổ Hùng Vương", "[ngày] giỗ tổ [hùng vương]", 10, 3, ("trước Giỗ Tổ Hùng Vương", "2026-04-25")
    ),
    Feast(
        "quoc-khanh",
        "Quốc khánh",
        "[lễ | ngày] quốc khánh [\\( <day> \\) | <day:day>]",
        2,
        9,
        ("trước lễ Quốc khánh 2026", "2026-09-01"),
        lunar=False,
    ),
)


for feast in FEASTS:
    feasts.rule(
        feast.id,
        f"Ngày lễ, tết: {feast.name}",
        makes="feast",
        patterns=(
            f"{feast.words} [,] <year:year> [\\( <yyyy> \\)]",
            f"{feast.words} [,] <y:yyyy> [[-] <yyyy> | \\( <yyyy> \\)]",
            feast.words,
        ),
        assumes=CHANGED_TO_SOLAR if feast.lunar else "",
        examples=dict([feast.example]),
    )(feast.of_year)
