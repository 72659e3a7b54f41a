"""What a password must be, and how it is written down before it is hashed. Pure."""

import unicodedata
from collections.abc import Callable, Iterable

_LONGEST = 200
# A shorter word may be part of any password.
SHORTEST_KNOWN = 4
# Four kinds, of which each must occur (QCVN 12:2026/BCA).
_KINDS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("chữ thường", str.islower),
    ("chữ hoa", str.isupper),
    ("chữ số", str.isdigit),
    ("ký tự khác", lambda letter: not letter.isalnum()),
)


def normal_form(password: str) -> str:
    """Return a password as it is hashed: NFC, since keyboards compose Vietnamese letters in two ways."""
    return unicodedata.normalize("NFC", password)


def faults_of(password: str, *, length: int, known: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what is wrong with a new password, in Vietnamese; nothing when it may be used.

    `known` are words that whoever knows the person would try, such as his name and mail.

    >>> faults_of("Mua-he-2026", length=8), faults_of("muahe", length=8)
    ((), ('Cần ít nhất 8 ký tự', 'Cần có chữ hoa, chữ số, ký tự khác'))
    """
    normal = normal_form(password)
    missing = [name for name, is_kind in _KINDS if not any(map(is_kind, normal))]
    folded = normal.casefold()
    guessable = [word for word in known if len(word) >= SHORTEST_KNOWN and word.casefold() in folded]
    found = (
        f"Cần ít nhất {length} ký tự" if len(normal) < length else "",
        f"Nhiều nhất {_LONGEST} ký tự" if len(normal) > _LONGEST else "",
        f"Cần có {', '.join(missing)}" if missing else "",
        "Không chứa tên hoặc địa chỉ thư của bạn" if guessable else "",
    )
    return tuple(fault for fault in found if fault)
