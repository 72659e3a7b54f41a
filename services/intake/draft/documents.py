"""What was read of a draft, as the database keeps it."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from workflow.plan import PlanDocument
from workflow.store.database.opening import Session
from workflow.store.imports.import_drafts import draft_document

_DOCUMENT = TypeAdapter(PlanDocument)


def pack_document(document: PlanDocument) -> Mapping[str, Any]:
    """Return a document as JSON can hold it."""
    packed: Mapping[str, Any] = _DOCUMENT.dump_python(document, mode="json")
    return packed


def unpack_document(session: Session, number: int) -> PlanDocument:
    """Return what was read of a draft. Raises `UnknownDraft` while nothing was."""
    return _DOCUMENT.validate_python(draft_document(session, number))
