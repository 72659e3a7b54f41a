"""Where a form says that it was refused: at the field that the error is about, in a whole sentence."""

from collections.abc import Iterable

from base.errors import DondocError
from base.vietnamese import capitalise, short_date
from documents.evidence.refusals import SecretRefused
from web.accounts.saying import error_words
from web.duties.forms.fields import Field, Typed
from web.frame.looking import lead_of
from workflow.evidence.secrecy import marking_in_text


def refusal_at_field(fields: Iterable[Field], typed: Typed, error: DondocError, *, general: str) -> Typed:
    """Return what was typed with the error at its field: the one that what was given stands in.

    What is about none of them stands at `general`, with the place that it is about.
    """
    name, words = next(
        (found for field in fields if (found := _at(field, typed, error))), (general, capitalise(str(error)))
    )
    return Typed(typed.texts, {name: words}, typed.days, lead_of(error))


def _at(field: Field, typed: Typed, error: DondocError) -> tuple[str, str] | None:
    text, day, given = typed.text(field.name), typed.day(field.name), str(error.given)
    if day is not None and short_date(day) == given:
        return field.name, f"{given} {error.reason}. {error.remedy}"
    if isinstance(error, SecretRefused):
        return (field.name, f"{error.place} {error.reason}. {error.remedy}") if marking_in_text(text) else None
    return (field.name, error_words(error)) if text and text == given else None
