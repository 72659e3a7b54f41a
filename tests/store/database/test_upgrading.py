"""A newer program over a running office's database: nothing it held is lost, and what was under way goes on.

Walked from the tables of every version that was ever released (`tests.store.database.old_office.RELEASED`).
"""

from collections import Counter
from datetime import timedelta

import pytest

from tests.plans import at, house_policies
from tests.store.database.old_office import ADDRESS, DUE, RELEASED, THEN, an_old_office, content, reflected
from workflow.store.database.opening import Database
from workflow.store.database.schema import SchemaMismatch, Standing, bring_up_to_date, open_ready, schema_standing
from workflow.store.duties.sweep import sweep
from workflow.store.log.sealing import verify
from workflow.store.notices.doubts import release_expired
from workflow.store.notices.listing import notices
from workflow.store.notices.outbox import claim
from workflow.store.notices.queueing import Moment, queue_notices
from workflow.store.tables import NoticeState

every_release = pytest.mark.parametrize("revision", RELEASED)
LATER = THEN + timedelta(days=4)


def upgraded(database: Database, revision: str) -> Database:
    an_old_office(database, revision)
    assert bring_up_to_date(database) is Standing.OLDER
    return database


def notice_states(database: Database) -> Counter[NoticeState]:
    with database.reading() as session:
        return Counter(line.state for line in notices(session))


@every_release
def test_every_row_is_there_after_the_upgrade(bare_database: Database, revision: str) -> None:
    before = an_old_office(bare_database, revision)
    tables = reflected(bare_database)
    bring_up_to_date(bare_database)
    assert schema_standing(bare_database) is Standing.CURRENT
    assert content(bare_database, tables) == before


@every_release
def test_the_new_program_waits_for_the_upgrade(bare_database: Database, revision: str) -> None:
    before = an_old_office(bare_database, revision)
    with pytest.raises(SchemaMismatch, match="Sao lưu rồi chạy `dondoc migrate`"):
        open_ready(bare_database)
    assert content(bare_database, reflected(bare_database)) == before


@every_release
def test_notices_under_way_go_on_and_none_is_sent_twice(bare_database: Database, revision: str) -> None:
    database = upgraded(bare_database, revision)
    with database.writing() as session:
        release_expired(session, now=LATER)
    waiting = {NoticeState.QUEUED: 2, NoticeState.UNKNOWN: 1, NoticeState.SENT: 1, NoticeState.DEAD: 1}
    assert notice_states(database) == waiting
    with database.writing() as session:
        [parcel] = claim(session, "email", now=LATER)
    assert (parcel.recipient, len(parcel.notices), parcel.attempts) == (ADDRESS, 2, 2)


@every_release
def test_the_days_work_catches_up_from_the_last_run_of_the_old_program(bare_database: Database, revision: str) -> None:
    database, policies = upgraded(bare_database, revision), house_policies()
    with database.writing() as session:
        swept = sweep(session, today=DUE + timedelta(days=1), now=at(DUE))
    moment = Moment(today=DUE + timedelta(days=1), now=at(DUE), not_before=at(DUE))
    with database.writing() as session:
        queued = queue_notices(
            session, policies.ladders, moment=moment, working_days=policies.working_days, leadership="ubnd-tinh"
        )
    assert swept.arrived == {"overdue": 1}
    assert queued > 0


@every_release
def test_the_seals_of_the_old_program_hold(bare_database: Database, revision: str) -> None:
    database = upgraded(bare_database, revision)
    with database.reading() as session:
        verdict = verify(session)
    assert (verdict.whole, verdict.seals, verdict.unsealed) == (True, 1, 1)
