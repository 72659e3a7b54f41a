"""Being asked to stop while mails are sent: the one on its way is finished, no other is begun, none is in doubt."""

import os
import signal
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from base.clock import VIETNAM
from cli.operation.running import ending_between_mails
from notifications.delivery.tally import Disposition
from services.day.steps import Day, deliver_stage, queue_stage, sweep_stage
from services.day.stopping import ask_to_stop, forget_stop, sleep_unless_stopped, stop_asked
from tests.notifications.sink import Sink, running
from tests.plans import a_row, registered, with_contacts
from tests.services.houses import a_house
from workflow.store.notices.listing import notices
from workflow.store.tables import NoticeState

DAY = Day.at(datetime(2026, 3, 5, 9, 0, tzinfo=VIETNAM))
AGENCIES = ("so-noi-vu", "so-y-te", "so-tai-chinh")


@pytest.fixture(autouse=True)
def nobody_asked() -> Iterator[None]:
    forget_stop()
    yield
    forget_stop()


class AskingSink(Sink):
    """A mail server during whose first mail somebody asks the sender to stop."""

    async def handle_DATA(self, *given: object) -> str:  # noqa: N802 - aiosmtpd's name
        ask_to_stop()
        answer: str = await super().handle_DATA(*given)  # type: ignore[arg-type]
        return answer


def test_the_mail_on_its_way_is_finished_and_the_others_stay_queued(tmp_path: Path) -> None:
    with running(AskingSink()) as sink, a_house(tmp_path, mail_url=sink.url()) as house:
        registered(house.database, *[a_row("Tháng 01/2026", lead) for lead in ("Sở Nội vụ", "Sở Y tế", "Sở Tài chính")])
        with_contacts(house.database, *AGENCIES)
        sweep_stage(house, DAY)
        queue_stage(house, DAY)
        first = deliver_stage(house, DAY)
        with house.database.reading() as session:
            states = {line.state for line in notices(session)}
        assert (first[Disposition.SENT], len(sink.envelopes)) == (1, 1)
        assert states == {NoticeState.SENT, NoticeState.QUEUED}
        forget_stop()
        deliver_stage(house, DAY)
        assert len({envelope.rcpt_tos[0] for envelope in sink.envelopes}) == len(sink.envelopes)


def test_a_signal_asks_and_a_second_ctrl_c_ends_at_once() -> None:
    with ending_between_mails():
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop_asked()
        sleep_unless_stopped(600)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
