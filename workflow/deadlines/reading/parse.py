"""From printed text to a `Deadline`: tokens, the stages of the grammar, and what the phrases mean together."""

from workflow.deadlines.grammar import grammar
from workflow.deadlines.reading.assembling import assemble
from workflow.deadlines.values.meanings import Deadline, Missing, Unreadable
from workflow.deadlines.values.resolution import Context
from workflow.deadlines.values.spans import ImpossibleDay

_LONGEST = 2000
PROGRAM_FAILED = "chương trình gặp lỗi khi đọc ô này"
NOTHING = frozenset(("", "-", "--", "---", ".", "..", "...", "…", "x", "/", "\\", "_", "*", "không", "không có", "0"))
SAME_AS_ABOVE = frozenset(
    ("như trên", "như trên.", "nt", "-nt-", '"', "''", "”", "’’", "như mục trên", "như dòng trên")
)


def parse(text: str, context: Context) -> Deadline:
    """Read an expression. Never raises: what can't be read is `Unreadable`, with the reason in Vietnamese.

    Of the context only `previous` is used, for "như trên".
    """
    if len(text) > _LONGEST:
        return Deadline(text, Unreadable("quá dài, không phải là thời hạn"), ("khong-doc-duoc",))
    try:
        return _parsed(text, context)
    except Exception:  # a rule that fails on one cell must not end the reading of a whole plan
        return Deadline(text, Unreadable(PROGRAM_FAILED), ("khong-doc-duoc",))


def _parsed(text: str, context: Context) -> Deadline:
    tokeniser, shapes = grammar()
    line = tokeniser.tokens(text)
    printed = line.printed
    if printed.lower in NOTHING:
        return Deadline(text, Missing(), ("o-trong",))
    if printed.lower in SAME_AS_ABOVE:
        return _same_as_above(text, context)
    try:
        line = shapes.reduced(line)
    except ImpossibleDay as error:
        reason = f"{error} không có trong lịch"
        return Deadline(text, Unreadable(reason), ("khong-doc-duoc",), printed.corrections)
    return assemble(text, line)


def _same_as_above(text: str, context: Context) -> Deadline:
    if context.previous is None or context.previous.strip().lower() in SAME_AS_ABOVE:
        return Deadline(text, Unreadable("ghi “như trên” nhưng chưa biết dòng trên"), ("khong-doc-duoc",))
    above = parse(context.previous, context)
    return Deadline(text, above.meaning, ("nhu-tren", *above.rules), above.corrections, above.doubts)
