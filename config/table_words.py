"""The words by which the columns of a flattened table are told apart (`table_words.toml`)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_PACKAGED = Path(__file__).with_name("table_words.toml")


@dataclass(frozen=True)
class ColumnWords:
    """What the cells of one kind of column are made of. `heads` begin a cell; `phrases` are cells or parts of them."""

    heads: tuple[str, ...]
    phrases: tuple[str, ...]


def table_words(folder: Path | None = None) -> Mapping[str, ColumnWords]:
    """The words of each kind of column: agency, product, deadline, note, title.

    A `table_words.toml` in the given folder adds to the packaged ones.
    """
    files = [_PACKAGED, *([folder / _PACKAGED.name] if folder else [])]
    kinds: dict[str, ColumnWords] = {}
    for file in files:
        if not file.exists():
            continue
        for kind, lists in tomllib.loads(file.read_text("utf-8")).items():
            known = kinds.get(kind, ColumnWords((), ()))
            kinds[kind] = ColumnWords(
                known.heads + tuple(lists.get("heads", ())), known.phrases + tuple(lists.get("phrases", ()))
            )
    return kinds
