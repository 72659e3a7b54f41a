"""Asking whoever sits at the terminal, in Vietnamese; Typer would ask for y or N."""

import typer

from cli.usage import Stopped

_YES = frozenset({"c", "có", "co", "y", "yes"})
_NO = frozenset({"", "k", "không", "khong", "n", "no"})


def agrees(question: str) -> bool:
    """Ask until the answer is c (có) or k (không); only Enter means không."""
    while True:
        answer = _answer(f"{question} [c/K]: ").lower()
        if answer in _YES | _NO:
            return answer in _YES
        typer.echo("Trả lời c (có) hoặc k (không).", err=True)


def go_on(question: str) -> None:
    """Ask before something is done. Raises `Stopped` unless the answer is có."""
    if not agrees(question):
        raise Stopped(
            given=question,
            place="Câu hỏi",
            reason="được trả lời là không; chưa có gì thay đổi",
            remedy="Chạy lại khi đã quyết định.",
        )


def ask(question: str) -> str:
    """Ask until something is answered; the question goes to standard error, apart from data."""
    while not (answer := _answer(f"{question}: ")):
        pass
    return answer


def ask_number(question: str) -> int:
    """Ask until a whole number is answered."""
    while not (answer := ask(question)).isdecimal():
        typer.echo("Ghi bằng chữ số.", err=True)
    return int(answer)


def _answer(prompt: str) -> str:
    typer.echo(prompt, nl=False, err=True)
    return input().strip()
