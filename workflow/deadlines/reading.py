"""From printed text to a `Deadline`: the stages of the grammar, then what stands beside what."""

from workflow.deadlines.grammar import stages
from workflow.deadlines.meanings import Compound, Continuous, Deadline, Meaning, Missing, Unreadable
from workflow.deadlines.patterns import Doubt, Line, Node
from workflow.deadlines.spans import ImpossibleDay
from workflow.deadlines.tokens import tokenise
from workflow.deadlines.values import Context, Relation
from workflow.deadlines.words import CODE_OF_WORD, UNIONS

LONGEST = 2000
NOTHING = frozenset(("", "-", "--", "---", ".", "...", "…", "x", "/", "không", "không có"))
SAME_AS_ABOVE = frozenset(("như trên", "nt", '"', "''", "-nt-", "như trên."))
DEADLINES = UNIONS["deadline"]


def parse(text: str, context: Context) -> Deadline:
    """Read an expression. Never raises: what can't be read is `Unreadable`, with the reason in Vietnamese.

    The context is used only for "như trên" (the row above).
    """
    if len(text) > LONGEST:
        return Deadline(text, Unreadable("quá dài, không phải là thời hạn"))
    tokens = tokenise(text)
    printed = tokens.line.printed.lower()
    if printed in NOTHING:
        return Deadline(text, Missing(), ("trong",))
    if printed in SAME_AS_ABOVE and context.previous:
        return parse(context.previous, context)
    try:
        line = reduced(tokens.line)
    except ImpossibleDay as error:
        return Deadline(text, Unreadable(f"ngày {error} không có trong lịch"), corrections=tokens.corrections)
    meaning, rules, doubts = assembled(line)
    return Deadline(text, meaning, rules, tokens.corrections, doubts)


def reduced(line: Line) -> Line:
    """The line after all stages."""
    for stage in stages():
        line = stage.reduce(line)
    return line


def assembled(line: Line) -> tuple[Meaning, tuple[str, ...], tuple[Doubt, ...]]:
    """What the phrases of a line mean together."""
    found = [n for n, code in enumerate(line.codes) if code in DEADLINES]
    if not found:
        return Unreadable("không nêu thời hạn mà chương trình hiểu được"), (), ()
    if len(found) == 1:
        node = line.nodes[found[0]]
        return node.value, node.rules, node.doubts
    between = line.codes[found[0] : found[-1]]
    relation = Relation.ANY if CODE_OF_WORD["hoặc"] in between or line.codes[found[0] + 1] == "(" else Relation.ALL
    if line.codes[found[0]] == "C" and line.codes[found[1]] == "T":
        node = line.nodes[found[1]]
        return Continuous(node.value.event), (*line.nodes[found[0]].rules, *node.rules), node.doubts
    parts = tuple(_part(line, line.nodes[n]) for n in found)
    return Compound(parts, relation), ("nhieu-thoi-han",), ()


def _part(line: Line, node: Node) -> Deadline:
    return Deadline(line.printed[node.start : node.end], node.value, node.rules, (), node.doubts)
