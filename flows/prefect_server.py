"""Prefect's server for this house: `uvicorn --factory flows.prefect_server:create_app`.

Prefect 3.8 was written for SQLAlchemy 2.0, which passed over values of a bulk insert that are no columns. SQLAlchemy
2.1 refuses them where the table's class has a computed attribute of that name, and Prefect's scheduler hands over just
that: under 2.1 no schedule ever starts a run, and only a traceback in the server's log says so. Here the attributes
are told to pass over such values as before. `prefect server start` knows nothing of it; use this factory instead.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastapi import FastAPI


def _create_app() -> "FastAPI":
    """Return Prefect's server, with all its services, as an ASGI application."""
    from prefect.server.api.server import create_app as prefects_app

    pass_over_computed_values()
    return prefects_app(final=True)


def pass_over_computed_values() -> None:
    """Let bulk inserts ignore values under the names of computed attributes. Doing it again changes nothing."""
    from prefect.server.database.orm_models import Base

    for mapper in Base.registry.mappers:
        attribute: Any
        for attribute in mapper.all_orm_descriptors:
            # Only computed ("hybrid") attributes have such a setter; those that bring their own know what to do.
            if getattr(attribute, "bulk_dml_setter", _ignore) is None:
                attribute.inplace.bulk_dml(_ignore)


def _ignore(_class: object, _mapping: object, _value: object) -> None:
    """Take a value and do nothing with it."""
