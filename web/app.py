"""The web application: its pages, and whether the installation is well. `web.feeds` stands in front of it."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib.metadata import version

from fastapi import Depends, FastAPI, Request
from fastapi.responses import PlainTextResponse, Response

from base.errors import DondocError
from config.sign_in import SignInPolicy
from services.accounts.desk import AccountDesk
from services.accounts.opening import account_desk
from services.installation import Installation
from services.jobs.watchdog import standing_of_an_older_day
from services.screens.imports import ImportScreens
from services.screens.memory import Memory
from web import signed_links
from web.accounts import kept, lending, links, me, own_contacts, proof, secrets, sign_in
from web.agencies.forms import agency_forms
from web.agencies.memberships import agency_memberships
from web.agencies.pages import agency_pages
from web.agencies.people import agency_people
from web.asgi import AsgiApp
from web.calendar import subscribe_page
from web.calendar.months import calendar_pages
from web.calendar.subscribing import subscribing
from web.duties.evidence import duty_evidence
from web.duties.exports import duty_exports
from web.duties.extensions import extensions
from web.duties.forms.pages import duty_forms
from web.duties.forms.whole_task import whole_task_pages
from web.duties.listing import SEARCHES, duty_lists
from web.duties.many import many_duties
from web.duties.one import duty_in_sight, one_duty
from web.duties.saved import saved_lists
from web.duties.task_words import task_words
from web.errors import add_error_pages
from web.events.decisions import event_decisions
from web.events.firing import event_firing
from web.events.listing import event_pages
from web.frame.around import around_of
from web.frame.kept_pages import KeptPages
from web.frame.numbers import known_numbers
from web.frame.pages import Pages
from web.frame.static_files import static_files, static_routes
from web.frame.told_once import ToldOnce
from web.frame.values import Around
from web.guard.headers import with_head, with_headers
from web.guard.hidden_signs import with_visible_text
from web.guard.hosts import Names, with_known_hosts
from web.guard.own_changes import ChangeHeld, answer_held, own_changes_only
from web.guard.pacing import Pace
from web.guard.transport import PLAIN_WARNING, Transport, transport_of
from web.help import help_pages
from web.house.backups import backup_pages
from web.house.first_setup import first_setup
from web.house.invited import made_invitations
from web.house.log import log_pages
from web.house.office_days import office_days
from web.house.operating import operating_pages
from web.house.register import register_pages
from web.house.report_shares import report_sharing
from web.house.share_made import made_shares
from web.house.shares import share_desk, shared_pages
from web.imports.checking import import_check
from web.imports.heading import import_head
from web.imports.reviewing import import_review
from web.imports.sheets import import_sheets
from web.imports.uploading import import_uploads
from web.messages.ladder import ladder_pages
from web.messages.letter_words import letter_words
from web.messages.outbox import notice_pages
from web.messages.sending import sending_pages
from web.messages.zalo import zalo_pages
from web.office import Office
from web.plans.announcing import plan_announcing
from web.plans.ending import plan_endings
from web.plans.pages import plan_pages
from web.plans.pending import pending_pages
from web.plans.taking_back import plan_taking_back
from web.reporting.frozen_page import frozen_report_page
from web.reporting.pages import report_pages
from web.signed_in import office_of, signed_in, signed_in_actor
from web.style_guide import style_guide
from web.today import today_page
from workflow.people.grants import Actor
from workflow.store.database.schema import SchemaStanding, schema_standing


def create_app(
    installation: Installation,
    *,
    now: Callable[[], datetime],
    desk: AccountDesk | None = None,
    actor_of: Callable[[Request], Actor] | None = None,
    phone: Callable[[], datetime] | None = None,
    renew: Callable[[], None] = lambda: None,
) -> FastAPI:
    """Return the application of one installation. `now` is asked once for each page; aware.

    Without a `desk` of accounts it is the installation's own, with the numbers of the environment. `actor_of` stands in
    for the sign-in where somebody else knows who asks. `phone` is the clock that authenticator apps go by,
    if not `now`.
    """
    office = open_office(installation, now=now, desk=desk, actor_of=actor_of, phone=phone, renew=renew)
    app = create_pages(office, sign_in=actor_of is None, development=installation.settings.development)
    app.add_middleware(KeptPages, memory=office.memory, now=now)
    return app


def open_office(
    installation: Installation,
    *,
    now: Callable[[], datetime],
    desk: AccountDesk | None = None,
    actor_of: Callable[[Request], Actor] | None = None,
    phone: Callable[[], datetime] | None = None,
    renew: Callable[[], None] = lambda: None,
) -> Office:
    """Return what the pages of an installation stand on, as `create_app` says."""
    return Office(
        installation=installation,
        desk=desk or account_desk(installation, SignInPolicy()),
        names=Names(base_url=installation.settings.base_url),
        pages=Pages(_around),
        now=now,
        phone=phone or now,
        actor_of=actor_of or signed_in_actor,
        memory=Memory(installation.database),
        imports=ImportScreens(installation),
        searches=Pace(SEARCHES),
        renew=renew,
    )


def create_pages(office: Office, *, sign_in: bool, development: bool) -> FastAPI:
    """Return the pages without their keeping. The office is asked for nothing before the first request."""
    app = FastAPI(
        title="Đôn đốc",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(known_numbers), Depends(own_changes_only), Depends(_policies_of_now)],
    )
    app.state.office = office
    app.add_middleware(ToldOnce)
    add_error_pages(app)
    app.add_exception_handler(ChangeHeld, answer_held)
    app.include_router(static_routes(static_files()))
    for router in ACCOUNT_PAGES:
        app.include_router(router)
    app.include_router(help_pages(office))
    app.include_router(shared_pages(office))
    signed = [Depends(signed_in)] if sign_in else []
    for make in SIGNED_IN_PAGES:
        seen = [Depends(duty_in_sight(office))] if make in PAGES_OF_A_DUTY else []
        app.include_router(make(office), dependencies=[*signed, *seen])
    if development:
        app.include_router(style_guide(office))
    _add_probes(app, office)
    return app


# Whatever of these is asked for or sent: who may not see the duty is told what he is told of a number without one.
PAGES_OF_A_DUTY = (one_duty, duty_evidence, task_words, whole_task_pages, duty_forms)
SIGNED_IN_PAGES = (
    *(today_page, calendar_pages, subscribing, duty_lists, saved_lists, many_duties, duty_exports),
    *PAGES_OF_A_DUTY,
    *(extensions, event_pages, event_firing, event_decisions),
    *(
        plan_pages,
        pending_pages,
        plan_announcing,
        plan_taking_back,
        import_uploads,
        import_head,
        import_check,
        import_sheets,
    ),
    import_review,
    # After the other pages of a plan: any word may name one.
    plan_endings,
    # Before the pages of agencies: "them" is no code.
    *(agency_forms, agency_memberships, agency_people, agency_pages),
    *(sending_pages, zalo_pages, ladder_pages, letter_words, notice_pages, report_pages, frozen_report_page),
    *(
        first_setup,
        made_invitations,
        log_pages,
        operating_pages,
        register_pages,
        backup_pages,
        office_days,
        share_desk,
        made_shares,
        report_sharing,
    ),
)
ACCOUNT_PAGES = (
    *(sign_in.router, links.router, proof.router, kept.router),
    *(me.router, secrets.router, lending.router, own_contacts.router, signed_links.router),
    subscribe_page.router,
)


def guard(app: AsgiApp, names: Names) -> AsgiApp:
    """Return an application as it may face a network: known names, the headers of every answer, nothing hidden."""
    return with_headers(with_known_hosts(with_head(with_visible_text(app)), names))


def _policies_of_now(request: Request) -> None:
    """Let a page work by the files as they are: they are changed by pages, commands and hands."""
    office_of(request).installation.look_again()


def _around(request: Request) -> Around:
    office = office_of(request)
    plain = transport_of(request, office.names, office.desk.policy) is Transport.PLAIN
    actor, now = office.actor_of(request), office.now()
    older = standing_of_an_older_day(office.installation, now) if actor is not None and actor.grants else ""
    return around_of(
        actor,
        now,
        footer=_footer(),
        names={agency.code: agency.name for agency in office.installation.policies.directory},
        warning=" ".join(filter(None, (PLAIN_WARNING if plain else "", older))),
    )


@cache
def _footer() -> str:
    """Reading what is installed takes as long as many a page."""
    return f"Đôn Đốc {version('dondoc')}"


def _add_probes(app: FastAPI, office: Office) -> None:
    @app.get("/healthz", response_class=PlainTextResponse)
    def healthy() -> str:
        """Answer as long as the process lives."""
        return "ok\n"

    @app.get("/readyz", response_class=PlainTextResponse)
    def ready() -> Response:
        """Answer whether requests can be served: the database answers, and its tables are this program's."""
        try:
            found = schema_standing(office.installation.database)
        except DondocError:
            found = None
        if found is SchemaStanding.CURRENT:
            return PlainTextResponse("ok\n")
        return PlainTextResponse("cơ sở dữ liệu chưa sẵn sàng\n", status_code=503, headers={"Retry-After": "10"})
