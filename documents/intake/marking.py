"""Refusing a document that bears the marking of a state secret, before anything of it is understood or kept."""

from collections.abc import Iterable, Iterator

from documents.blocks.values import Block, Paragraph
from documents.intake.errors import SecretDocument
from workflow.evidence.secrecy import marking_in_lines, marking_in_text

_REMEDY = (
    "Không nhập tài liệu bí mật nhà nước vào hệ thống này: theo dõi theo quy định về tài liệu mật. Nếu văn bản không "
    "mật thì bỏ chữ ấy khỏi tệp rồi nhập lại"
)


def refuse_marked_name(name: str) -> None:
    """Raise `SecretDocument` for a file whose name bears a marking."""
    if marking := marking_in_text(name):
        raise SecretDocument(name, reason=f"có dấu chỉ độ mật “{marking}” trong tên tệp", remedy=_REMEDY)


def refuse_marked_blocks(name: str, blocks: Iterable[Block]) -> None:
    """Raise `SecretDocument` for a document in which a marking stands as a stamp does."""
    if marking := marking_in_lines(_lines(blocks)):
        raise SecretDocument(name, reason=f"có dấu chỉ độ mật “{marking}”", remedy=_REMEDY)


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from block.text.splitlines()
        else:
            yield from (line for row in block.rows for cell in row.cells for line in cell.text.splitlines())
