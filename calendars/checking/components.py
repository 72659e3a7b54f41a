"""Content lines to the tree of components that BEGIN and END draw."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from calendars.checking.content import ContentLine
from calendars.checking.findings import CalendarFinding, CalendarRule


@dataclass(frozen=True)
class Component:
    """One component; `line` is its BEGIN. Children and properties stand in the file's order."""

    name: str
    line: int
    properties: list[ContentLine] = field(default_factory=list)
    children: list["Component"] = field(default_factory=list)

    def first(self, name: str) -> ContentLine | None:
        return next(self.all(name), None)

    def all(self, name: str) -> Iterator[ContentLine]:
        return (line for line in self.properties if line.name == name)

    def walk(self) -> Iterator["Component"]:
        """Yield this component and all below it, parents first; not by recursion, since files nest as they like."""
        waiting = [self]
        while waiting:
            component = waiting.pop()
            yield component
            waiting += reversed(component.children)


def component_tree(lines: Iterable[ContentLine]) -> tuple[Component, list[CalendarFinding]]:
    """Return a nameless root that holds the calendars, and what is wrong with the nesting."""
    root = Component("", 0)
    findings: list[CalendarFinding] = []
    path = [root]
    for line in lines:
        name = line.value.strip().upper()
        if line.name == "BEGIN":
            path.append(Component(name, line.number))
            path[-2].children.append(path[-1])
        elif line.name == "END":
            findings += _close(path, line.number, name)
        elif len(path) > 1:
            path[-1].properties.append(line)
        else:
            findings.append(
                CalendarFinding(line.number, CalendarRule.NESTING, f"{line.name} nằm ngoài BEGIN:VCALENDAR.")
            )
    findings += [
        CalendarFinding(open_.line, CalendarRule.NESTING, f"BEGIN:{open_.name} không có END.") for open_ in path[1:]
    ]
    return root, findings


def _close(path: list[Component], number: int, name: str) -> Iterator[CalendarFinding]:
    names = [component.name for component in path]
    if name not in names[1:]:
        yield CalendarFinding(number, CalendarRule.NESTING, f"END:{name} không có BEGIN tương ứng.")
        return
    while path[-1].name != name:
        unclosed = path.pop()
        yield CalendarFinding(unclosed.line, CalendarRule.NESTING, f"BEGIN:{unclosed.name} không có END.")
    path.pop()
