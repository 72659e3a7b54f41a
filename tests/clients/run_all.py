"""Try all clients on every calendar and every change: `tests/clients/run_all [--folder FOLDER]`.

Prints a table, one line per calendar and one column per client: a tick, or what the client sees instead, and how many
were tried. Ends with 1 when one disagrees or fails. A client that can't be tried here is named with the reason as not
measured; it has no tick.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

import httpx
from rich.console import Console
from rich.progress import track
from rich.table import Table

from calendars.caldav.client import CalDav
from calendars.caldav.publishing import Publication, publish_collections
from calendars.entries.todos import todo_bytes
from calendars.entries.writer import PLUS_SEVEN
from calendars.feeds.collect import calendars_of
from calendars.feeds.explanatory_events import RETIRED
from calendars.feeds.window import FeedWindow
from tests.builders import an_assignment
from tests.calendars.caldav.radicale import PASSWORD, USER, running_radicale
from tests.calendars.reading import a_calendar
from tests.clients import stories
from tests.clients.environment import Environment, Missing, run
from tests.clients.life import Asker, Moment, life
from tests.clients.office import by_command, served_office
from tests.clients.programs import PROGRAMS, Program, synced
from tests.clients.serving import served
from tests.clients.stories import TODAY, Scene
from workflow.lifecycle import State

OK = "✓"
NOT_MEASURED = "not measured: "
ZONES = ("Asia/Ho_Chi_Minh", "America/Los_Angeles", "UTC")
COLLECTION = "co-quan-cong-an-tinh"
Results = dict[tuple[str, str], str]


def main(folder: Path) -> int:
    """Run everything in the folder; return the exit code."""
    console = Console(width=200)
    console.print(f"Installing the clients in {folder}")
    environment = Environment(folder)
    environment.install()
    results: Results = {}
    for job in track(list(_jobs(environment)), "Clients", console=console):
        results |= job()
    results |= _life(environment)
    results |= _caldav(environment)
    results |= {("task list", "todoman"): _tried(lambda: _todoman(environment))}
    console.print(_table(results))
    console.print(_counted(results))
    for (program, result), scenes in _not_ticked(results).items():
        console.print(f"[bold]{program}[/], {', '.join(scenes)}: {result}", markup=True)
    return exit_code(results)


def exit_code(results: Results) -> int:
    """Return 1 when a client disagrees or fails; one that isn't there says nothing against a calendar, nor for it."""
    return int(any(result != OK and not result.startswith(NOT_MEASURED) for result in results.values()))


def _not_ticked(results: Results) -> dict[tuple[str, str], list[str]]:
    """What isn't as it should be: program and what it says, with the scenes that it says it of."""
    said: dict[tuple[str, str], list[str]] = {}
    for (scene, program), result in results.items():
        if result != OK:
            said.setdefault((program, result), []).append(scene)
    return said


def _clients(environment: Environment) -> Iterator[tuple[Program, Environment, str]]:
    """Yield each program, where it runs, and what it is called there."""
    for program in PROGRAMS:
        for zone in ZONES if program.name == "node-ical" else ZONES[:1]:
            there = replace(environment, zone=zone)
            yield program, there, program.name if zone == ZONES[0] else f"{program.name}, {zone}"


def _jobs(environment: Environment) -> Iterator[Callable[[], Results]]:
    for program, there, name in _clients(environment):
        yield partial(_remembering if program.remembers else _reading, program, there, name)


def _reading(program: Program, environment: Environment, name: str) -> Results:
    """Show a program every scene at an address of its own, all in one run."""
    scenes = [*stories.feeds(), *stories.changes()]
    with ExitStack() as stack:
        addresses = [stack.enter_context(served()) for _ in scenes]
        for address, scene in zip(addresses, scenes, strict=True):
            address.content = scene.content
        try:
            found = program.read(environment, [address.url for address in addresses])
        except Missing as missing:
            return {(scene.name, name): _absent(missing) for scene in scenes}
        except RuntimeError as failure:
            return {(scene.name, name): f"failed: {failure}" for scene in scenes}
    return {
        (scene.name, name): program.disagreement(events, scene.seen) or OK
        for scene, events in zip(scenes, found, strict=True)
    }


def _remembering(program: Program, environment: Environment, name: str) -> Results:
    """Show a program one scene after the other at one address, which it fetches anew each time."""
    results: Results = {}
    with served() as address:
        for scene in (*stories.feeds(), *stories.changes()):
            address.content = scene.content
            results[scene.name, name] = _tried(partial(_read_one, program, environment, address.url, scene))
    return results


def _read_one(program: Program, environment: Environment, url: str, scene: Scene) -> str:
    (found,) = program.read(environment, [url])
    return program.disagreement(found, scene.seen)


def _life(environment: Environment) -> Results:
    """Have every client subscribe to the addresses of an office that `dondoc serve` serves, until they end."""
    results: Results = {}
    home = Path(tempfile.mkdtemp(dir=environment.folder))
    with served_office(home, by_command) as office, httpx.Client() as client:
        asker = Asker(client)
        for moment in life(office):
            scene = f"served: {moment.name}"
            complaints = [asker.complaint(reading.url) for reading in moment.readings]
            results[scene, "HTTP"] = next(filter(None, complaints), OK)
            for program, there, name in _clients(environment):
                results[scene, name] = _tried(partial(_read_moment, program, there, moment))
    return results


def _read_moment(program: Program, environment: Environment, moment: Moment) -> str:
    found = program.read(environment, [reading.url for reading in moment.readings])
    disagreements = (
        (reading.kind, program.disagreement(events, reading.seen))
        for reading, events in zip(moment.readings, found, strict=True)
    )
    return next((f"{kind}: {said}" for kind, said in disagreements if said), "")


def _tried(attempt: Callable[[], str]) -> str:
    try:
        return attempt() or OK
    except Missing as missing:
        return _absent(missing)
    except RuntimeError as failure:
        return f"failed: {failure}"


def _absent(missing: Missing) -> str:
    return f"{NOT_MEASURED}{missing} is not installed"


def _caldav(environment: Environment) -> Results:
    """Publish each change to a Radicale, read it back with `caldav`, and have the server itself tried."""
    results: Results = {}
    folder = Path(tempfile.mkdtemp(dir=environment.folder))
    with running_radicale(folder) as home, httpx.Client(auth=(USER, PASSWORD.encode())) as client:
        for scene in stories.changes():
            publication = Publication(
                server=CalDav(client, home),
                memory=folder / "memory.json",
                window=FeedWindow(today=TODAY, months_ahead=None),
            )
            publish_collections(calendars_of(scene.duties), publication)
            results[scene.name, "Radicale + caldav"] = _tried(partial(_read_back, environment, home, scene))
        tester = [environment.script("caldav-server-tester"), "--caldav-url", home]
        tester += ["--caldav-username", USER, "--caldav-password", PASSWORD, "--format", "json"]
        results["server", "caldav-server-tester"] = _tried(lambda: "" if run(tester) else "printed nothing")
    return results


def _read_back(environment: Environment, home: str, scene: Scene) -> str:
    found = json.loads(environment.python("caldav_reader", home, USER, PASSWORD, COLLECTION))
    if not scene.duties:
        # A collection without duties is retired: a feed's notices are the feed's.
        return "" if [event["summary"] for event in found] == [RETIRED.summary] else f"{found}"
    return Program("caldav", lambda *_: [found]).disagreement(found, scene.seen)


def _todoman(environment: Environment) -> str:
    """Have the task list's tasks listed, with their due days and what is done."""
    duties = [
        an_assignment(id=1),
        an_assignment(id=2, opens=stories.TODAY, due=stories.TODAY.replace(month=4)),
        an_assignment(id=3, state=State.COMPLETED, reported_on=stories.TODAY),
        an_assignment(id=4, due=None, state=State.WAITING, event="Bộ Nội vụ ban hành Đề án"),
    ]
    with served() as address:
        address.content = a_calendar(*map(todo_bytes, duties))
        items = synced(environment, address.url)
    configuration = environment.folder / "todoman.py"
    configuration.write_text(f'path = "{items}"\ndate_format = "%Y-%m-%d"\ntime_format = ""\n', "utf-8")
    listing = [environment.script("todo"), "--config", configuration, "--porcelain", "list", "--status", "ANY"]
    found = json.loads(run(listing, zone=environment.zone, more={"XDG_CACHE_HOME": str(environment.folder)}))
    shown = sorted((bool(task["completed"]), str(task["due"] or "")) for task in found)
    meant = sorted((duty.state is State.COMPLETED, _midnight(duty.due)) for duty in duties)
    return "" if shown == meant else f"{shown} instead of {meant}"


def _midnight(day: date | None) -> str:
    if day is None:
        return ""
    return str(int(datetime(day.year, day.month, day.day, tzinfo=PLUS_SEVEN).timestamp()))


def _table(results: Results) -> Table:
    programs = list(dict.fromkeys(program for _, program in results))
    table = Table("calendar", *programs, title="What each client sees", title_justify="left")
    for scene in dict.fromkeys(scene for scene, _ in results):
        table.add_row(scene, *(_short(results.get((scene, program), "")) for program in programs))
    return table


def _counted(results: Results) -> str:
    """How much was tried: what an end without complaint is worth."""
    tried = {place: result for place, result in results.items() if not result.startswith(NOT_MEASURED)}
    scenes, programs = ({place[side] for place in tried} for side in (0, 1))
    agreed = sum(result == OK for result in tried.values())
    return f"{len(programs)} clients, {len(scenes)} scenes: {agreed} of {len(tried)} as they should be"


def _short(result: str) -> str:
    return "–" if result.startswith(NOT_MEASURED) else result if result in {OK, ""} else "✗"


if __name__ == "__main__":
    if "--folder" in sys.argv:
        sys.exit(main(Path(sys.argv[sys.argv.index("--folder") + 1])))
    with tempfile.TemporaryDirectory() as temporary:
        sys.exit(main(Path(temporary)))
