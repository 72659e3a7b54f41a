"""The clients that pip installs beside us follow an office's calendars through all that becomes of them."""

from pathlib import Path

import httpx

from tests.cli.journeys import ready_office
from tests.clients.life import Asker, life
from tests.clients.office import in_thread, served_office
from tests.clients.readers import home_assistant_reader, icalendar_reader
from tests.clients.stories import as_seen


def test_clients_see_every_change_of_an_office_until_its_address_ends(tmp_path: Path, migrated_file: Path) -> None:
    moments = []
    home = ready_office(tmp_path / "office", migrated_file).home
    with served_office(home, in_thread) as office, httpx.Client() as client:
        asker = Asker(client)
        for moment in life(office):
            moments.append(moment.name)
            for reading in moment.readings:
                where = f"{moment.name}: {reading.kind}"
                assert asker.complaint(reading.url) == "", where
                assert as_seen(icalendar_reader.read(reading.url)) == reading.seen, where
                assert as_seen(home_assistant_reader.read(reading.url)) == reading.seen, where

    assert moments == ["subscribed", "a date moved", "one cancelled", "one done", "rotated", "revoked"]
