"""Prefect's scheduler writes its runs, with the SQLAlchemy that this house uses."""

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from flows.prefect_server import pass_over_computed_values


@pytest.fixture
def prefects_tables() -> Iterator[Session]:
    from prefect.server.database import orm_models

    engine = create_engine("sqlite://")
    tables = orm_models.Base.metadata.tables
    orm_models.Base.metadata.create_all(
        engine, tables=[tables[name] for name in ("flow", "flow_run", "flow_run_state")]
    )
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SADeprecationWarning")
def test_scheduled_runs_are_inserted_as_the_scheduler_hands_them_over(prefects_tables: Session) -> None:
    from prefect.server.database.orm_models import FlowRun

    pass_over_computed_values()
    runs = [
        {"id": uuid.uuid4(), "flow_id": uuid.uuid4(), "name": name, "state": {"type": "SCHEDULED"}}
        for name in ("daily", "deliver")
    ]
    prefects_tables.execute(insert(FlowRun).on_conflict_do_nothing(), runs)
    assert sorted(prefects_tables.scalars(select(FlowRun.name))) == ["daily", "deliver"]
