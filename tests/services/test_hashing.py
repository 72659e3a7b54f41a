"""What is kept of a password costs whoever guesses: an office's own hashing is never the cheap one of tests."""

from services.accounts.desk import AccountDesk
from services.accounts.hashing import HASHING, Hashing


def test_an_office_hashes_at_the_cost_that_the_norm_of_argon2_asks_and_knows_cheaper_hashes_too() -> None:
    kept = HASHING.hash_of("Một câu dài 1!")
    assert kept.startswith("$argon2id$")
    assert "$m=65536,t=3," in kept
    assert HASHING.is_password("Một câu dài 1!", kept)
    assert not HASHING.is_password("Một câu dài 2!", kept)
    assert not HASHING.is_password("", "")
    assert HASHING.is_password("khác", Hashing(rounds=1, memory=64).hash_of("khác"))


def test_a_desk_that_says_nothing_else_hashes_like_an_office() -> None:
    assert AccountDesk.__dataclass_fields__["hashing"].default is HASHING
