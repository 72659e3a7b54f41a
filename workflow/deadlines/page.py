"""The page about the deadline language: `python -m workflow.deadlines.page > docs/deadlines.md`."""

import sys
from collections.abc import Iterable

from workflow.deadlines.grammar import RULES
from workflow.deadlines.resolving.conventions import CONVENTIONS

_HEAD = """# The deadline language

Made from the rules in `workflow/deadlines/grammar/` by
`python -m workflow.deadlines.page`; a test holds the two together.

How an expression is read: `engine/spelling` puts slips right, `engine/tokens` cuts it up, the stages of the grammar
make phrases of tokens, `reading/` joins phrases to one meaning, and the meaning resolves to dates with a reason
(`resolving/`). Which rules match is found once for each shape of expression and remembered (`engine/shape_memo`).
`dondoc resolve "…" --explain` shows the tokens and the rules of one expression.

| kind | examples | resolves to |
| --- | --- | --- |
| fixed | `Trước 15/7/2026`, `Tháng 3`, `Quý I/2026` | a last day, and a first one where the words give a span |
| window | `2025 - 2030`, `từ tháng 3 đến tháng 5/2026` | first and last day |
| recurring | `trước ngày 01/6 và 15/11 hằng năm`, `Hàng năm` | an RFC 5545 rule and its next days |
| continuous | `Thường xuyên` | no day; check-ins on the plan's report cycle |
| relative | `trong vòng 15 ngày làm việc kể từ ngày ký` | a last day, once the day it counts from is known |
| triggered | `Sau khi Bộ Nội vụ ban hành Đề án` | waits for the event |
| external | `theo quy định` | waits until somebody enters the day |
| on_demand | `khi có yêu cầu` | waits for a request |
| compound | `Quý II và Quý IV/2026` | its parts: all of them, or any |
| missing, unreadable | empty, anything else | a person |

A last day is inclusive; `act_by` is the last working day on or before it.

## What *certain* means

A wrong date is worse than none, so `certain` is a closed list, decided in one place (`resolving/certainty.py`) from
what was used of the cell. An answer is certain only when all of this holds:

- **It has one of the shapes**: a bound with one named day, month, quarter, half-year or year (`trước`, `đến`, `chậm
  nhất`, `trong`); a window of two of those; a cycle that says its days (`ngày 25 hằng tháng`, `thứ Sáu hằng tuần`); a
  counted term with a named anchor; a list of those, joined by `và`, `,`, `;` or set apart by labels.
- **Every word is used**: by a rule, or it stands on the short lists of `reading/word_lists.py` (words that say that
  something is done, names of agencies), in a label before a colon, in a purpose behind `để`, or in a name.
- **There is one reading**: no slip put right, no word that bounds or denies left over (`không`, `trừ`, `cũ`), no choice
  between two dates, no correction (`→`, `thay vì`), no two dates side by side or one inside the other without a label.
- **The day is not before the plan's own** and not absurdly far (a day, a month over 10 years, a year over 30), no cycle
  begins before the plan's year, no part of a list is unread, and no working-day arithmetic behind `due` runs into a
  year whose days off are not announced (`act_by` doesn't count).
- **The plan has one year**: in a plan of several a time without a year is only assumed.
- **Nothing named could own the year**: beside `Kế hoạch giai đoạn 2026-2030`, a term of office or a school year a date
  without a year is only assumed.

Everything else that can be read is `assumed`, and the explanation names why. What stands for an event and holds a date,
only a number, a pronoun or no act (`sau khi 15/7/2026`, `trước khi nữa`) is `unreadable`. `tests/deadlines/relations/`
attacks this: it changes every known expression in some fifteen ways and accepts the same answer, the expected one, or
an answer that is no longer certain (`make relations`; a part of it in `make test`).

## Teaching it

To teach the language a new construct, add a rule with an example to one of the grammar's modules (`engine/patterns.py`
tells how patterns are written), run `python -m workflow.deadlines.page > docs/deadlines.md`, and add a line to
`tests/deadlines/`. Spelling slips are lines of `engine/spelling.py`.

## Once it is read

What an office may choose here is in `config/deadline_rules.toml`, days off in `config/days_off.toml`.

| rule | what it does | source |
| --- | --- | --- |
"""
RULES_HEAD = """
## What it reads

Examples stand in a plan of 2026 that was issued on 16/01/2026.

| rule | what it reads | examples | assumes | source |
| --- | --- | --- | --- | --- |
"""


def deadlines_page() -> str:
    """Return the page as Markdown: the kinds, the conventions, then every rule with its examples and source."""
    conventions = (_row((f"`{one.id}`", one.name, one.source)) for one in CONVENTIONS)
    rules = (
        _row((f"`{rule.id}`", rule.name, _examples(rule.examples.items()), rule.assumes, rule.source))
        for rule in RULES.values()
    )
    return _HEAD + "".join(conventions) + RULES_HEAD + "".join(rules)


def _examples(examples: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"`{text}` → {resolved}" for text, resolved in examples)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"


if __name__ == "__main__":
    sys.stdout.write(deadlines_page())
