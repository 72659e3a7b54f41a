"""Rules: how a construct of the language is declared."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from workflow.deadlines.engine.lines import ReadingDoubt

Build = TypeVar("Build", bound=Callable[..., Any])


class Doubted(NamedTuple):
    """What a rule's function returns when only this match is doubtful: the value and the doubt."""

    value: Any
    doubt: ReadingDoubt


class Either(tuple[Any, ...]):
    """The values of a list that offers a choice ("tháng 2 hoặc tháng 3")."""

    __slots__ = ()


class Rule(NamedTuple):
    """One construct of the language; `docs/deadlines.md` is written from these.

    `name` and `assumes` are Vietnamese. `assumes` says what the rule had to choose and makes every reading through it
    `assumed`. `examples` maps an expression to what a plan of 2026, issued on 16/01/2026, means by it.
    """

    id: str
    name: str
    makes: str
    patterns: tuple[str, ...]
    build: Callable[..., Any]
    examples: Mapping[str, str] = MappingProxyType({})
    source: str = ""
    assumes: str = ""


class Rules(list[Rule]):
    """Rules in the order in which they are tried."""

    def rule(self, id_: str, name: str, **declared: Any) -> Callable[[Build], Build]:
        """Declare a rule above the function that builds its value from the pattern's labels."""

        def add(build: Build) -> Build:
            self.append(Rule(id=id_, name=name, build=build, **declared))
            return build

        return add
