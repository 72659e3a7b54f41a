"""Refusing what bears the marking of a state secret, wherever people may write it."""

from collections.abc import Iterable

from documents.evidence.refusals import SecretRefused
from workflow.evidence.secrecy import marking_in_text


def refuse_marked(texts: Iterable[str]) -> None:
    """Refuse texts of which one bears a marking. Raises `SecretRefused`."""
    for text in texts:
        if marking := marking_in_text(text):
            raise SecretRefused("", marking, where="trong phần đã nhập")
