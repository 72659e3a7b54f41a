"""Word's automatic numbers: what a reader sees before a paragraph, though the file holds only a reference to it.

The numbers exist in no text; they are counted here in reading order, as ECMA-376 part 1, §17.9 says.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"))
_ROMAN_TAIL = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
# A broken file may ask for any start; nobody numbers a plan's rows above this.
_HIGHEST = 100_000
_STYLE_CHAIN = 20
# The longest label that is printed before a paragraph; a longer one is no label.
_LONGEST = 60


def roman(number: int) -> str:
    """The number in capitals, as in 4 → "IV"; an empty text below 1.

    >>> roman(14)
    'XIV'
    """
    digits = ""
    for value, letters in _ROMAN + _ROMAN_TAIL:
        count, number = divmod(number, value)
        digits += letters * max(count, 0)
    return digits


def letter(number: int) -> str:
    """The number as Word letters it: a to z, then aa, bb and so on."""
    return chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 20) if number > 0 else ""


FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": "{:02d}".format,
    "upperRoman": roman,
    "lowerRoman": lambda number: roman(number).lower(),
    "upperLetter": lambda number: letter(number).upper(),
    "lowerLetter": letter,
    "none": lambda _: "",
}


@dataclass(frozen=True)
class Level:
    """One level of a list: how its number looks ("%1.") and where it starts."""

    form: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(frozen=True)
class ListUse:
    """A numbering instance: the definition it counts in, and the starts it overrides, by level."""

    definition: str
    starts: Mapping[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the automatic numbers of one document. Ask for each paragraph once, in reading order."""

    def __init__(self, numbering: "_Element | None", styles: "_Element | None") -> None:
        self._numbering = numbering
        self._styles = styles
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()

    def label(self, paragraph: "_Element") -> str:
        """What is printed before the paragraph, as in "1." or "a)" or "-"; empty when it isn't numbered."""
        number_id, depth = self._reference(paragraph)
        use = self._uses.get(number_id)
        levels = self._definitions.get(use.definition) if use else None
        if use is None or levels is None or depth not in levels:
            return ""
        self._begin(number_id, use)
        counters = self._counters.setdefault(use.definition, {})
        counters[depth] = min(counters.get(depth, levels[depth].start - 1) + 1, _HIGHEST)
        for deeper in [other for other in counters if other > depth]:
            del counters[deeper]
        return _printed(levels, counters, depth)

    def _begin(self, number_id: str, use: ListUse) -> None:
        if number_id in self._begun:
            return
        self._begun.add(number_id)
        counters = self._counters.setdefault(use.definition, {})
        for depth, start in use.starts.items():
            counters[depth] = start - 1

    def _reference(self, paragraph: "_Element") -> tuple[str, int]:
        """The list and the level that the paragraph itself names, else its style."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return self._style_references.get(self._default_style, ("", 0))
        style = properties.find(f"{W}pStyle")
        name = style.get(VAL, "") if style is not None else self._default_style
        inherited = self._style_references.get(name, ("", 0))
        own = properties.find(f"{W}numPr")
        return inherited if own is None else _number_reference(own, inherited)

    @cached_property
    def _style_references(self) -> dict[str, tuple[str, int]]:
        if self._styles is None:
            return {}
        styles = {style.get(f"{W}styleId", ""): style for style in self._styles.iter(f"{W}style")}
        return {name: _style_reference(name, styles) for name in styles}

    @cached_property
    def _default_style(self) -> str:
        styles = self._styles.iter(f"{W}style") if self._styles is not None else ()
        return next((s.get(f"{W}styleId", "") for s in styles if _is_default_paragraph(s)), "")

    @cached_property
    def _uses(self) -> dict[str, ListUse]:
        if self._numbering is None:
            return {}
        return {num.get(f"{W}numId", ""): _list_use(num) for num in self._numbering.iter(f"{W}num")}

    @cached_property
    def _definitions(self) -> dict[str, dict[int, Level]]:
        if self._numbering is None:
            return {}
        parts = list(self._numbering.iter(f"{W}abstractNum"))
        found = {part.get(f"{W}abstractNumId", ""): _levels(part) for part in parts}
        by_style = {_value(part, "styleLink"): part.get(f"{W}abstractNumId", "") for part in parts}
        for part in parts:
            link = _value(part, "numStyleLink")
            if link and link in by_style:
                found[part.get(f"{W}abstractNumId", "")] = found[by_style[link]]
        return found


def _printed(levels: Mapping[int, Level], counters: Mapping[int, int], depth: int) -> str:
    level = levels[depth]
    if level.form == "bullet":
        return level.text if level.text.isascii() and level.text.strip() else "-"
    text = level.text[:_LONGEST]
    for other, shape in levels.items():
        if f"%{other + 1}" in text:
            number = counters.get(other, shape.start)
            text = text.replace(f"%{other + 1}", FORMATS.get(shape.form, str)(number))
    return text


def _is_default_paragraph(style: "_Element") -> bool:
    return style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in {"1", "true"}


def _style_reference(name: str, styles: Mapping[str, "_Element"]) -> tuple[str, int]:
    """The list a style names, by its own or a parent's words; a chain that bites its tail is cut."""
    for _ in range(_STYLE_CHAIN):
        style = styles.get(name)
        if style is None:
            break
        own = style.find(f"{W}pPr/{W}numPr")
        if own is not None:
            return _number_reference(own, ("", 0))
        name = _value(style, "basedOn")
    return ("", 0)


def _number_reference(own: "_Element", inherited: tuple[str, int]) -> tuple[str, int]:
    number_id = _value(own, "numId") or inherited[0]
    depth = own.find(f"{W}ilvl")
    return number_id, inherited[1] if depth is None else _integer(depth.get(VAL), 0)


def _list_use(num: "_Element") -> ListUse:
    starts = {
        _integer(override.get(f"{W}ilvl"), 0): _integer(start.get(VAL), 1)
        for override in num.iter(f"{W}lvlOverride")
        for start in override.iter(f"{W}startOverride")
    }
    return ListUse(_value(num, "abstractNumId"), starts)


def _levels(definition: "_Element") -> dict[int, Level]:
    levels = {_integer(part.get(f"{W}ilvl"), 0): _level(part) for part in definition.iter(f"{W}lvl")}
    legal = {_integer(p.get(f"{W}ilvl"), 0) for p in definition.iter(f"{W}lvl") if p.find(f"{W}isLgl") is not None}
    return {depth: replace(level, form="decimal") if depth in legal else level for depth, level in levels.items()}


def _level(part: "_Element") -> Level:
    return Level(_value(part, "numFmt") or "decimal", _value(part, "lvlText"), _integer(_value(part, "start"), 1))


def _value(parent: "_Element", name: str) -> str:
    child = parent.find(f"{W}{name}")
    return child.get(VAL, "") if child is not None else ""


def _integer(text: str | None, default: int) -> int:
    try:
        return max(0, min(int(text or default), _HIGHEST))
    except ValueError:
        return default
