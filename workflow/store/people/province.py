"""The province whose template of agencies an installation has taken."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.by import By
from workflow.log.actions import LogAction
from workflow.store.tables import InstallationRow

ONLY = 1


def chosen_province(session: Session) -> str:
    """Return its name, "" while none was chosen."""
    return session.scalar(select(InstallationRow.province).where(InstallationRow.id == ONLY)) or ""


def choose_province(session: Session, name: str, by: By) -> None:
    """Take a province's template from now on; agencies that are stored stay, history needs them.

    The first choice belongs to making the installation, only another one is a change to be logged.
    """
    before = chosen_province(session)
    session.merge(InstallationRow(id=ONLY, province=name))
    session.flush()
    if before:
        # Every command asks which province it is; hardly any chooses one, and the log's tables take their time.
        from workflow.store.log.writing import LogEntry, record

        details = {"before": before, "after": name}
        record(session, [LogEntry.of(by, LogAction.CHOOSE_PROVINCE, details=details)])
