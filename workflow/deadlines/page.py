"""The page about the deadline language: `python -m workflow.deadlines.page > docs/deadlines.md`."""

import sys

from workflow.deadlines.grammar import RULES

HEAD = """# The deadline language

Made from the rules in `workflow/deadlines/grammar/` by
`python -m workflow.deadlines.page`; a test holds the two together.

How an expression is read: `spelling` puts slips right, `tokens` cuts it up, the stages of the grammar make phrases of
tokens, `assembling` joins phrases to one meaning, and the meaning resolves to dates with a reason (`resolving`).
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

What an office may choose is in `config/deadline_rules.toml`. A last day is inclusive; `act_by` is the last working day
on or before it. `certain` only where the words leave one reading.

| rule | what it reads | examples | source |
| --- | --- | --- | --- |
"""


def page() -> str:
    """Return the page as Markdown: the kinds, then every rule with its examples and source."""
    lines = []
    for rule in RULES.values():
        examples = "; ".join(f"`{text}`" for text in rule.examples)
        lines.append(f"| `{rule.id}` | {_cell(rule.name)} | {_cell(examples)} | {_cell(rule.source)} |")
    return HEAD + "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.stdout.write(page())
