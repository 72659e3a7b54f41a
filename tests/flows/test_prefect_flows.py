"""Each flow on a real Prefect server: what it does to the house, and what Prefect remembers of it."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from base.clock import VIETNAM
from samples.build import build_plan
from services.installation import open_installation
from tests.plans import a_row, registered, with_contacts
from workflow.store.notices.listing import notices
from workflow.store.operation.runs import RunState, latest_runs

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.usefixtures("office"),
    # Prefect's client leaves sockets to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=VIETNAM)
# What is done with a client of Prefect, the number of a deployment, and our timekeeper.
Deed = Callable[[Any, Any, Any], Awaitable[Any]]
COORDINATOR = "so-khoa-hoc-va-cong-nghe"


def prepared() -> None:
    """A house with an overdue duty, an awaited event, a report cycle, and a coordinator who can be written to."""
    with open_installation() as installation:
        registered(
            installation.database,
            a_row("Tháng 01/2026", "Sở Nội vụ"),
            a_row("Sau khi Bộ Nội vụ ban hành Đề án", "Sở Y tế"),
            report_cycle="trước ngày 15 hằng tháng",
        )
        with_contacts(installation.database, COORDINATOR)


def run(flow: Any, **parameters: Any) -> str:
    """Run an async flow of the house and return the line that its state tells."""
    state = asyncio.run(flow(**parameters, return_state=True))
    assert state.is_completed(), state
    return str(state.message)


async def asked(query: Any) -> Any:
    """Ask the server something."""
    from prefect.client.orchestration import get_client

    async with get_client() as client:
        return await query(client)


def ask(query: Any) -> Any:
    coroutine: Coroutine[Any, Any, Any] = asked(query)
    return asyncio.run(coroutine)


def latest_page(key: str) -> str:
    """The page that a job's last run left."""
    from prefect.artifacts import Artifact

    artifact = Artifact.get(key)
    assert artifact is not None
    return str(artifact.data)  # type: ignore[union-attr]


def recorded(job: str) -> RunState:
    with open_installation() as installation, installation.database.reading() as session:
        return latest_runs(session)[job].state


def test_daily_does_a_days_work_and_prefect_remembers_its_stages() -> None:
    from flows.daily import daily

    prepared()
    report = daily(today=date(2026, 3, 9))
    assert report.swept.changes == 1
    assert recorded("daily") is RunState.DONE
    page = latest_page("daily")
    assert "1 nhiệm vụ quá hạn" in page
    assert "| Sở Nội vụ | Xây dựng đề án | 31/01/2026 | 50/KH-UBND |" in page

    async def progress(client: Any) -> list[float]:
        return [float(one.data) for one in await client.read_artifacts() if one.type == "progress"]

    assert set(ask(progress)) == {100.0}

    async def stages(client: Any) -> set[str]:
        return {task.name.rsplit("-", 1)[0] for task in await client.read_task_runs()}

    assert ask(stages) >= {"lập kỳ tiếp theo", "rà soát", "lập thông báo", "gửi thông báo", "cập nhật lịch"}


def test_deliver_tells_what_it_sent_and_passes_the_log_on() -> None:
    from flows.catalogue import deliver

    prepared()
    assert "1 báo động mới" in run(deliver, moment=MONDAY), "nothing was swept since the import"
    assert "báo động" in latest_page("deliver")
    assert run(deliver, moment=MONDAY) == "không có gì mới"


def test_publish_calendars_writes_the_folder(office: Path) -> None:
    from flows.catalogue import publish_calendars

    prepared()
    assert run(publish_calendars, moment=MONDAY) == "2 lịch được ghi"
    assert len(list((office / "calendars").glob("*.ics"))) == 2


def test_weekly_digest_queues_the_coordinators_picture() -> None:
    from flows.catalogue import weekly_digest

    prepared()
    assert "1 thông báo mới" in run(weekly_digest, moment=MONDAY)
    assert "Sở Khoa học và Công nghệ" in latest_page("weekly-digest")


def test_follow_triggers_asks_about_long_awaited_events() -> None:
    from flows.catalogue import follow_triggers

    prepared()
    assert "1 câu hỏi mới" in run(follow_triggers, moment=MONDAY)
    assert "Bộ Nội vụ ban hành Đề án" in latest_page("follow-triggers")


def test_report_cycle_reminds_of_the_coming_report_day() -> None:
    from flows.catalogue import report_cycle

    prepared()
    # "trước ngày 15" is Saturday the 14th: five working days before it are reached on Monday the 9th.
    assert "1 thông báo mới" in run(report_cycle, moment=MONDAY)


def test_seal_audit_shows_the_chains_head() -> None:
    from flows.catalogue import seal_audit

    prepared()
    assert "mã khóa sổ cuối" in run(seal_audit, moment=MONDAY)


def test_housekeeping_leaves_a_backup(office: Path) -> None:
    from flows.catalogue import housekeeping

    prepared()
    assert "1 bản sao lưu mới" in run(housekeeping, moment=MONDAY)
    assert (office / "backups" / "dondoc-2026-03-09.zip").is_file()


def test_import_plan_registers_a_new_plan_and_leaves_a_known_one_alone(office: Path) -> None:
    from flows.import_plan import import_plan

    plan = office / "ke-hoach-50.docx"
    build_plan(plan)
    moment = datetime(2026, 1, 19, 9, 0, tzinfo=VIETNAM)
    assert "lượt giao" in run(import_plan, file=plan, moment=moment)
    assert run(import_plan, file=plan, moment=moment) == "không có gì mới; văn bản đã nhập"


def test_a_run_in_the_way_is_skipped_and_no_failure() -> None:
    from flows.catalogue import seal_audit
    from services.day.steps import Day
    from services.jobs.run_record import record_run as on_the_record

    def meanwhile(_house: object, _day: object) -> str:
        return run(seal_audit, moment=MONDAY)

    limit = timedelta(minutes=1)
    with open_installation() as installation:
        told = on_the_record(installation, "seal_audit", Day.at(MONDAY), meanwhile, tell=str, limit=limit)
    assert told == "lượt khác đang chạy"


def test_another_try_is_made_where_it_may_help() -> None:
    from prefect.states import Failed

    from flows.run_page import another_try_may_help
    from notifications.delivery.courier import ChannelMisconfigured
    from workflow.store.log.sealing import SealingPostponed

    ours = SealingPostponed(given="1 giao dịch", place="Nhật ký", reason="đang ghi dở", remedy="Chờ.")
    for error, helps in ((ChannelMisconfigured("x://"), False), (ours, True), (ConnectionError(), True)):
        assert asyncio.run(another_try_may_help(None, None, Failed(data=error))) is helps


def test_the_timekeeper_plans_ahead_and_runs_what_was_missed_once() -> None:
    from prefect.client.orchestration import get_client

    from flows.scheduler import Timekeeper, deploy, give_up_died

    prepared()
    now = datetime.now(UTC)
    long_ago = now - timedelta(days=30)

    async def keep() -> tuple[dict[str, list[str]], int]:
        async with get_client() as client:
            deployments = await deploy(client)
            only = {number: name for number, name in deployments.items() if name == "report_cycle"}
            keeper = Timekeeper(client, only, {"report_cycle": long_ago})
            for _ in range(2):
                await keeper.plan(now - timedelta(days=2))
            await keeper.look(now)
            await keeper.finish()
            runs = [run for run in await client.read_flow_runs() if run.deployment_id in only]
            found: dict[str, list[str]] = {}
            for one in runs:
                found.setdefault(str(one.state_name), []).append(one.name)
            return found, await give_up_died(client, list(only))

    found, died = asyncio.run(keep())
    assert len(found["Completed"]) == 1, "of all that was missed, the latest"
    assert len(found["Merged"]) == 2, "three were planned two days ago"
    assert len(found["Scheduled"]) == 3
    assert died == 0


@pytest.fixture
def on_prefects_pages() -> Callable[[Deed], Any]:
    """What a person does on Prefect's pages goes through its API: to the deployed report_cycle, kept by our timekeeper.

    Before it stands a house with something to report; nothing was missed.
    """
    prepared()

    def do(deed: Deed) -> Any:
        async def kept() -> Any:
            from prefect.client.orchestration import get_client

            from flows.scheduler import Timekeeper, deploy

            async with get_client() as client:
                deployments = {
                    number: name for number, name in (await deploy(client)).items() if name == "report_cycle"
                }
                keeper = Timekeeper(client, deployments, {"report_cycle": datetime.now(UTC) + timedelta(days=3)})
                (deployment,) = deployments
                return await deed(client, deployment, keeper)

        return asyncio.run(kept())

    return do


async def looked(client: Any, keeper: Any, run: Any) -> Any:
    """The run after the timekeeper has looked at what is due and finished it."""
    await keeper.look(datetime.now(UTC) + timedelta(minutes=1))
    await keeper.finish()
    return await client.read_flow_run(run.id)


def test_k22_a_run_started_on_prefects_pages_does_its_work_and_one_cancelled_there_never_begins(
    on_prefects_pages: Callable[[Deed], Any],
) -> None:
    from prefect.states import Cancelling

    async def deed(client: Any, deployment: Any, keeper: Any) -> tuple[str, str]:
        kept = await client.create_flow_run_from_deployment(deployment, parameters={"moment": MONDAY.isoformat()})
        done = await looked(client, keeper, kept)
        dropped = await client.create_flow_run_from_deployment(deployment, parameters={"moment": MONDAY.isoformat()})
        await client.set_flow_run_state(dropped.id, Cancelling())
        return str(done.state.message), str((await looked(client, keeper, dropped)).state_name)

    message, name = on_prefects_pages(deed)
    assert "1 thông báo mới" in message
    assert name in {"Cancelling", "Cancelled"}
    assert recorded("report_cycle") is RunState.DONE


def test_k22_a_run_started_again_on_prefects_pages_queues_nothing_twice(
    on_prefects_pages: Callable[[Deed], Any],
) -> None:
    from prefect.states import AwaitingRetry

    async def deed(client: Any, deployment: Any, keeper: Any) -> str:
        run = await client.create_flow_run_from_deployment(deployment, parameters={"moment": MONDAY.isoformat()})
        await looked(client, keeper, run)
        await client.set_flow_run_state(run.id, AwaitingRetry(scheduled_time=datetime.now(UTC)))
        again = await looked(client, keeper, run)
        return f"{again.run_count} {again.state_type.value}"

    assert on_prefects_pages(deed) == "2 COMPLETED"
    with open_installation() as installation, installation.database.reading() as session:
        assert [notice.step for notice in notices(session)] == ["report_cycle"]


def test_k22_a_flow_paused_on_prefects_pages_is_not_run_by_schedule_until_it_goes_on(
    on_prefects_pages: Callable[[Deed], Any],
) -> None:
    from prefect.states import Scheduled

    from flows.scheduler import PLANNED, deploy

    async def deed(client: Any, deployment: Any, keeper: Any) -> list[str]:
        scheduled = await client.create_flow_run_from_deployment(
            deployment, state=Scheduled(), tags=[PLANNED], parameters={"moment": MONDAY.isoformat()}
        )
        asked_for = await client.create_flow_run_from_deployment(deployment, parameters={"moment": MONDAY.isoformat()})
        await client.request("POST", "/deployments/{id}/pause_deployment", path_params={"id": deployment})
        states = [(await looked(client, keeper, run)).state_type.value for run in (asked_for, scheduled)]
        # A pause outlives the timekeeper.
        await deploy(client)
        states.append((await looked(client, keeper, scheduled)).state_type.value)
        await client.request("POST", "/deployments/{id}/resume_deployment", path_params={"id": deployment})
        return [*states, (await looked(client, keeper, scheduled)).state_type.value]

    assert on_prefects_pages(deed) == ["COMPLETED", "SCHEDULED", "SCHEDULED", "COMPLETED"]


@pytest.mark.parametrize("flow", ["daily", "report_cycle"])
def test_k22_a_day_ahead_is_refused_on_prefects_pages_too(flow: str) -> None:
    from flows.catalogue import FLOWS
    from services.jobs.run_record import DayAhead

    prepared()
    tomorrow = datetime.now(VIETNAM) + timedelta(days=1)
    given = {"today": tomorrow.date()} if flow == "daily" else {"moment": tomorrow}

    async def started() -> Any:
        answer: Any = FLOWS[flow](**given)
        return await answer if FLOWS[flow].isasync else answer

    with pytest.raises(DayAhead, match="sau hôm nay"):
        asyncio.run(started())
    with open_installation() as installation, installation.database.reading() as session:
        assert latest_runs(session) == {}
