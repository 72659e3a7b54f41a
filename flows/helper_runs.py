"""Calling helpers for a shared day's work through Prefect, and closing its record of the runs that never came back.

Helpers are a convenience: where they can't be called, the caller does all the work by itself, and says so. Prefect
doesn't notice that a run's machine is gone; once the day's work is done, whoever is still said to be at it is not.
"""

import time
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast

import httpx
from prefect import get_run_logger
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
    WorkerFilter,
    WorkerFilterStatus,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.context import FlowRunContext
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound
from prefect.states import Cancelled, Crashed

from base.clock import now

CALLER, HELPER = "daily_sharded", "daily_share"
# Whoever is alive ends within seconds after the last piece.
GRACE_SECONDS = 20
_BETWEEN_LOOKS = 2


def call_helpers(day: date, count: int | None) -> None:
    """Call so many helpers, or one for each other worker of this run's pool that is online."""
    try:
        for number in range(_others_online() if count is None else count):
            _call(day, number)
    except (ObjectNotFound, httpx.HTTPError) as error:
        get_run_logger().warning("Không gọi được tiến trình cùng làm, làm một mình: %s", error)


def close_record() -> None:
    """Mark runs that died as crashed and cancel helpers that haven't started, now that all the work is done."""
    deadline = time.monotonic() + GRACE_SECONDS
    while (left := _others_open()) and any(map(_at_work, left)) and time.monotonic() < deadline:
        time.sleep(_BETWEEN_LOOKS)
    with get_client(sync_client=True) as client:
        for run in left:
            client.set_flow_run_state(run.id, _end_of(run), force=True)


def _call(day: date, number: int) -> None:
    # The same helper, however often its caller is tried again.
    key = f"{HELPER}:{day}:{_own_run().id}:{number}"
    parameters = {"today": day.isoformat()}
    run_deployment(f"{HELPER}/{HELPER}", parameters=parameters, timeout=0, idempotency_key=key)


def _others_online() -> int:
    if (pool := _own_run().work_pool_name) is None:
        return 0
    online = WorkerFilter(status=WorkerFilterStatus(any_=["ONLINE"]))
    with get_client(sync_client=True) as client:
        return max(len(client.read_workers_for_work_pool(pool, worker_filter=online)) - 1, 0)


def _others_open() -> Sequence[FlowRun]:
    """The helpers and earlier callers whose record has no end; a caller that is only late is left to come."""
    own = _own_run()
    waiting = [StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING]
    return [
        run
        for run in (
            *_runs(HELPER, waiting, before=now()),
            *_runs(CALLER, [StateType.PENDING, StateType.RUNNING], before=own.expected_start_time),
        )
        if run.id != own.id
    ]


def _runs(flow: str, states: list[StateType], *, before: datetime) -> list[FlowRun]:
    # Prefect's own kind of moment is a datetime, too.
    begun = FlowRunFilterExpectedStartTime(before_=cast("Any", before))
    wanted = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=states)), expected_start_time=begun
    )
    with get_client(sync_client=True) as client:
        return client.read_flow_runs(flow_filter=FlowFilter(name=FlowFilterName(any_=[flow])), flow_run_filter=wanted)


def _own_run() -> Any:
    context = FlowRunContext.get()
    assert context is not None
    return context.flow_run


def _at_work(run: FlowRun) -> bool:
    return run.state is not None and not run.state.is_scheduled()


def _end_of(run: FlowRun) -> State[Any]:
    if _at_work(run):
        return Crashed(message="Tiến trình không trở lại; phần việc của nó đã được làm lại.")
    return Cancelled(message="Tác vụ đã xong trước khi đến lượt.")
