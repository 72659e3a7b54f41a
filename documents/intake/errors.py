"""Why a document could not be read. Each says so to the official who handed it in, and what to do about it."""

from base.errors import DondocError

_PLACE = "Đọc văn bản"


class DocumentError(DondocError):
    """A document was refused as a whole; nothing of it was taken over."""

    def __init__(self, name: str, *, reason: str, remedy: str, place: str = _PLACE) -> None:
        super().__init__(given=name, place=place, reason=reason, remedy=remedy)


class UnreadableDocument(DocumentError):
    """The file is missing, damaged or of a kind that nothing here reads."""


class EmptyDocument(DocumentError):
    """The file holds nothing."""


class ProtectedDocument(DocumentError):
    """The file opens only with a password."""


class TooLargeDocument(DocumentError):
    """The file, or what unpacks out of it, is over a limit of `documents.intake.limits`."""


class HostileDocument(DocumentError):
    """The file asks for what no honest document needs: outside entities, a bomb, endless work."""


class SecretDocument(DocumentError):
    """The file bears the marking of a state secret: it has no place here."""


class MissingTool(DocumentError):
    """The file can be read, but only by a program that isn't installed here."""


ERRORS_BY_NAME = {
    kind.__name__: kind
    for kind in (
        UnreadableDocument,
        EmptyDocument,
        ProtectedDocument,
        TooLargeDocument,
        HostileDocument,
        SecretDocument,
        MissingTool,
    )
}
