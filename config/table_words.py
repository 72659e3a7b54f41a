"""The words by which the columns of a flattened table are told apart (`table_words.toml`)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from config.policy_files import (
    KeyCheck,
    Places,
    PolicyFault,
    PolicyFileRefused,
    TomlTable,
    are_texts,
    key_faults,
    policy_table,
    policy_text,
)

_PACKAGED = Path(__file__).with_name("table_words.toml")


@dataclass(frozen=True)
class ColumnWords:
    """What the cells of one kind of column are made of. `heads` begin a cell; `phrases` are cells or parts of them."""

    heads: tuple[str, ...]
    phrases: tuple[str, ...]


def table_words(folder: Path | None = None) -> Mapping[str, ColumnWords]:
    """The words of each kind of column: agency, product, deadline, note, title.

    A `table_words.toml` in the given folder adds to the packaged ones. Raises `PolicyFileRefused`.
    """
    files = [_PACKAGED, *([folder / _PACKAGED.name] if folder else [])]
    kinds: dict[str, ColumnWords] = {}
    for file in files:
        if not file.exists():
            continue
        for kind, lists in _lists(file).items():
            known = kinds.get(kind, ColumnWords((), ()))
            kinds[kind] = ColumnWords(
                known.heads + tuple(lists.get("heads", ())), known.phrases + tuple(lists.get("phrases", ()))
            )
    return kinds


def _lists(file: Path) -> TomlTable:
    text = policy_text(file)
    table = policy_table(file, text)
    if faults := [*_faults(table, Places(text))]:
        raise PolicyFileRefused(file, faults)
    return table


def _faults(table: TomlTable, places: Places) -> Iterator[PolicyFault]:
    words: KeyCheck = (are_texts, 'Viết danh sách các chữ trong dấu ngoặc kép, mẫu: ["Sở", "UBND"].')
    checks = {"heads": words, "phrases": words}
    for kind, lists in table.items():
        if not isinstance(lists, dict):
            yield PolicyFault(places.of_key(kind), "phải là một mục", f"Viết [{kind}] rồi các khóa ở dòng dưới.")
        else:
            yield from key_faults(lists, checks, partial(places.of, f"[{kind}]", 0))
