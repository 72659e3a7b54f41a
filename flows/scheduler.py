"""The scheduler: one process that tells Prefect the schedules of a one-machine office and runs what is due, here.

Prefect's own `serve` leaves a flow standing for good when a run of it was killed with its server, and knows of what was
missed only what it had planned (docs/decisions/0008 has the figures). Here a run catches up by itself: of what was
missed by our own record only the latest is run, in this process, and the rest are noted as merged into it. Of one flow
there is one run at a time.

The runs are planned from `services.jobs.schedules`. One bears its job and time as key, so planning twice plans once.
"""

import asyncio
import os
import signal
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import structlog
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
)
from prefect.client.schemas.filters import FlowRunFilterStateType as StateTypes
from prefect.client.schemas.objects import ConcurrencyLimitStrategy, ConcurrencyOptions, FlowRun, StateType
from prefect.client.schemas.responses import OrchestrationResult
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from prefect.flow_engine import run_flow
from prefect.states import Cancelled, Crashed, Pending, Scheduled

from base.vietnamese import short_moment
from config.log_lines import write_log_lines
from flows.catalogue import FLOWS
from flows.prefect_home import REFUSED
from services.day.stopping import ask_to_stop
from services.installation import open_installation
from services.jobs.schedules import CRONS, first, last_run_before
from services.jobs.status import done_until

log = structlog.get_logger("dondoc.timekeeper")
DEPLOYMENT = "office"
# Seconds between two looks at what is due, and how long running flows may end when we are asked to stop.
LOOK_EVERY, PATIENCE = 5.0, 60.0
UNREACHED = (httpx.HTTPError, PrefectHTTPStatusError, OSError)
# So many refusals in a row mean that the server can't work, though it answers.
MOST_REFUSALS = 3
# Runs of each flow that stand planned ahead.
_AHEAD = 3
PLANNED = "theo-lich"
MERGED = "gộp vào lượt sau"
DIED = "tiến trình chạy lượt này đã dừng giữa chừng"


class ServerRefuses(Exception):
    """Prefect's server answers, and says each time that it can't do what it is asked: its records may be broken."""


class Refusals:
    """Counts how often in a row Prefect's server answered that it can't."""

    def __init__(self) -> None:
        self._count = 0

    def note(self, error: Exception) -> None:
        """Count an error if it is the server's own. One that isn't reached may be starting."""
        if isinstance(error, httpx.HTTPStatusError) and error.response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            self._count += 1
            log.warning("máy chủ Prefect trả lời là không làm được", times=self._count, reason=str(error))

    def forget(self) -> None:
        """Begin anew: the server has done what it was asked."""
        self._count = 0

    def require_few(self) -> None:
        """Raise `ServerRefuses` after too many."""
        if self._count >= MOST_REFUSALS:
            raise ServerRefuses


class Timekeeper:
    """Keeps the time of the flows of one Prefect server until `stop` is called."""

    def __init__(self, client: PrefectClient, deployments: Mapping[UUID, str], planned: Mapping[str, datetime]) -> None:
        """Begin after the times up to which each flow's runs are planned, all aware."""
        self._client = client
        self._deployments = deployments
        self._planned = dict(planned)
        self._running: dict[UUID, asyncio.Task[None]] = {}
        self._stopped = asyncio.Event()
        self._refusals = Refusals()
        # Runs that the server has let begin and end since the last refusal say more than looks that find nothing due.
        self._run_failed = False

    def stop(self) -> None:
        """Begin nothing more; `keep` returns when what runs has ended, or after a minute."""
        self._stopped.set()

    async def keep(self) -> None:
        """Look at what is due every five seconds, whatever happens to the server meanwhile. Raises `ServerRefuses`."""
        try:
            while not self._stopped.is_set():
                await self._look_once()
                self._refusals.require_few()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopped.wait(), LOOK_EVERY)
        finally:
            if self._running:
                await asyncio.wait(self._running.values(), timeout=PATIENCE)

    async def _look_once(self) -> None:
        try:
            await self.look(datetime.now(UTC))
        except UNREACHED as error:
            log.warning("chưa hỏi được máy chủ Prefect", reason=str(error) or type(error).__name__)
            self._refusals.note(error)
        else:
            if not self._run_failed:
                self._refusals.forget()
            self._run_failed = False

    async def look(self, now: datetime) -> None:
        """Plan what comes next at a moment, and begin what is due, one run of each flow.

        A flow that was paused on Prefect's pages has no scheduled run until it goes on; what a person asks for is run.
        """
        paused = await self._paused()
        await self.plan(now, paused=paused)
        due = await self._client.get_scheduled_flow_runs_for_deployments(list(self._deployments), scheduled_before=now)
        for run in await self._merged(run for run in due if run.deployment_id not in paused or PLANNED not in run.tags):
            deployment = run.deployment_id
            assert deployment is not None
            if deployment not in self._running:
                self._running[deployment] = asyncio.create_task(self._run(deployment, run))

    async def _paused(self) -> frozenset[UUID]:
        ours = DeploymentFilter(id=DeploymentFilterId(any_=list(self._deployments)))
        known = await self._client.read_deployments(deployment_filter=ours, limit=len(self._deployments))
        return frozenset(deployment.id for deployment in known if deployment.paused)

    async def plan(self, now: datetime, *, paused: Collection[UUID] = ()) -> None:
        """Have the next few runs of each flow that isn't paused stand ahead, to be seen on Prefect's pages."""
        for deployment, name in self._deployments.items():
            if deployment in paused:
                continue
            coming_up = [run.at for run in first(_AHEAD, now, name)]
            missed = [at for at in [last_run_before(name, now)] if at > self._planned[name]]
            for at in [*missed, *coming_up]:
                if at > self._planned[name]:
                    await self._plan_run(deployment, name, at)
                    self._planned[name] = at

    async def _plan_run(self, deployment: UUID, name: str, at: datetime) -> None:
        key = f"{name}:{at.isoformat()}"
        known = await self._create_run(deployment, name, at, key)
        if known.state is not None and (known.state.is_failed() or known.state.is_crashed()):
            # It was begun and died or failed before this timekeeper: the work still isn't done.
            await self._create_run(deployment, name, at, f"{key}:{os.getpid()}")

    async def _create_run(self, deployment: UUID, name: str, at: datetime, key: str) -> FlowRun:
        return await self._client.create_flow_run_from_deployment(
            deployment,
            name=f"{name} {short_moment(at)}",
            state=Scheduled(scheduled_time=at),
            idempotency_key=key,
            tags=[PLANNED],
        )

    async def finish(self) -> None:
        """Wait until everything that runs has ended."""
        while self._running:
            await asyncio.gather(*self._running.values())

    async def _merged(self, due: Iterable[FlowRun]) -> list[FlowRun]:
        """Leave the latest scheduled run of each flow; what a person asked for is left as it is."""
        latest, superseded = latest_of(due)
        for run in superseded:
            await self._client.set_flow_run_state(run.id, Cancelled(name="Merged", message=MERGED))
        return latest

    async def _run(self, deployment: UUID, run: FlowRun) -> None:
        name = self._deployments[deployment]
        try:
            answer: OrchestrationResult[Any] = await self._client.set_flow_run_state(run.id, Pending())
            if answer.state is None or not answer.state.is_pending():
                return
            state = await _state_of(FLOWS[name], run)
            log.info("đã chạy", flow=name, prefect_run=str(run.id), state=getattr(state, "name", ""))
        except UNREACHED as error:
            log.warning("mất liên lạc với máy chủ Prefect giữa lượt chạy", flow=name, reason=str(error))
            self._refusals.note(error)
            self._run_failed = True
        finally:
            self._running.pop(deployment, None)


def latest_of(due: Iterable[FlowRun]) -> tuple[list[FlowRun], list[FlowRun]]:
    """Split due runs into those to begin, one a flow, and scheduled ones that a later one of the flow stands for."""
    scheduled: dict[UUID | None, list[FlowRun]] = {}
    asked: dict[UUID | None, FlowRun] = {}
    for run in sorted(due, key=lambda run: run.next_scheduled_start_time or run.expected_start_time or _EVER):
        if PLANNED in run.tags:
            scheduled.setdefault(run.deployment_id, []).append(run)
        else:
            asked.setdefault(run.deployment_id, run)
    latest = {flow: runs[-1] for flow, runs in scheduled.items()}
    # What a person asked for goes first; the scheduled one has its turn at the next look.
    return list((latest | asked).values()), [run for runs in scheduled.values() for run in runs[:-1]]


_EVER = datetime.min.replace(tzinfo=UTC)


async def deploy(client: PrefectClient) -> dict[UUID, str]:
    """Tell the server our flows, in place of what it knew, and leave paused what a person paused.

    Returns them by deployment.
    """
    deployments = {}
    for name in CRONS:
        flow = FLOWS[name]
        deployment = await client.create_deployment(
            flow_id=await client.create_flow(flow),
            name=DEPLOYMENT,
            description=flow.description,
            schedules=[],
            concurrency_limit=1,
            concurrency_options=ConcurrencyOptions(collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
            entrypoint=f"flows/catalogue.py:{name}",
            path=".",
            paused=await _was_paused(client, name),
            parameter_openapi_schema=flow.parameters.model_dump(),
            enforce_parameter_schema=True,
        )
        deployments[deployment] = name
    return deployments


async def _was_paused(client: PrefectClient, name: str) -> bool:
    try:
        return (await client.read_deployment_by_name(f"{name}/{DEPLOYMENT}")).paused
    except ObjectNotFound:
        return False


async def give_up_died(client: PrefectClient, deployments: Sequence[UUID]) -> int:
    """Note the runs that a timekeeper before us left under way as crashed; return how many."""
    left = await client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            deployment_id=FlowRunFilterDeploymentId(any_=list(deployments)),
            state=FlowRunFilterState(
                type=StateTypes(any_=[StateType.PENDING, StateType.RUNNING, StateType.CANCELLING])
            ),
        )
    )
    for run in left:
        await client.set_flow_run_state(run.id, Crashed(message=DIED), force=True)
    return len(left)


async def _state_of(flow: Any, run: FlowRun) -> Any:
    if flow.isasync:
        return await run_flow(flow, flow_run=run, return_type="state")  # type: ignore[misc]
    return await asyncio.to_thread(run_flow, flow, flow_run=run, return_type="state")


async def keep_time() -> None:
    """Keep time until the process is asked to end. The server may still be starting. Raises `ServerRefuses`."""
    with open_installation() as installation:
        write_log_lines(installation.settings.home, screen=True)
        done = done_until(installation)
    refusals = Refusals()
    while True:
        try:
            async with get_client() as client:
                deployments = await deploy(client)
                died = await give_up_died(client, list(deployments))
                log.info("bắt đầu giữ giờ", flows=len(deployments), given_up=died, pid=os.getpid())
                keeper = Timekeeper(client, deployments, done)
                for number in (signal.SIGTERM, signal.SIGINT):
                    asyncio.get_running_loop().add_signal_handler(number, _stop, keeper)
                await keeper.keep()
                return
        except UNREACHED as error:
            refusals.note(error)
            refusals.require_few()
            await asyncio.sleep(1)


def _stop(keeper: Timekeeper) -> None:
    """Let what runs end, and begin no mail any more."""
    ask_to_stop()
    keeper.stop()


def main() -> None:
    """Keep time for the installation of the environment (`python -m flows.scheduler`).

    It ends with `REFUSED` where the server can't work: `dondoc up` then looks at Prefect's records.
    """
    try:
        asyncio.run(keep_time())
    except ServerRefuses:
        log.warning("máy chủ Prefect trả lời mà không làm được; dừng để xem lại sổ ghi của nó")
        raise SystemExit(REFUSED) from None


if __name__ == "__main__":
    main()
