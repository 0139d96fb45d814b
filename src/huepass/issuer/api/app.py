"""The service as an ASGI app."""

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Final

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from huepass.core import Signer
from huepass.errors import HuepassError
from huepass.issuer.api import (
    division_routes,
    evidence_routes,
    fact_routes,
    health_proof_routes,
    holder_routes,
    import_routes,
    look_up_routes,
    objection_routes,
    organisation_routes,
    page_routes,
    paper_routes,
    person_routes,
    personnel_routes,
    point_routes,
    programme_routes,
    public_routes,
    registration_routes,
    sign_in_routes,
    staff_routes,
    wallet_routes,
)
from huepass.issuer.api.guard import Guard
from huepass.issuer.api.openapi import describe
from huepass.issuer.api.problems import add_handlers
from huepass.issuer.domain.federation import DAY
from huepass.issuer.service import due, moving, publishing, readiness
from huepass.issuer.service.office import Office
from huepass.issuer.settings import Settings
from huepass.pages import PageFiles

_RETRY: Final = 30  # seconds, at most, between two looks at the clock
_FIRST: Final = 20.0  # seconds that a service that begins may take to catch up
log = logging.getLogger("huepass.issuer")


def create_app(
    settings: Settings,
    signers: Iterable[Signer],
    now: Callable[[], int],
    secret: bytes | None = None,
    pages: PageFiles | None = None,
) -> FastAPI:
    """The service of one issuer.

    Args:
        settings: the issuer's settings.
        signers: its unlocked private keys: live, paper, revoke. Root and trust keys are not needed.
        now: the clock, seconds since the epoch.
        secret: the service's 32 secret bytes; without them it serves no wallets.
        pages: the wallet's and the gate's pages, as they were built; None serves none.

    Raises:
        FolderError: `folder_broken`: these aren't built pages.
    """
    office = Office(settings, signers, now, secret)
    told: dict[str, int] = {}

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # What came due while nobody served: neither the first answers nor the first list should be
        # of yesterday.
        colours = Colours(office)
        await run_in_threadpool(colours.tend, _FIRST)
        await run_in_threadpool(_tend, office, told)
        timers = [
            asyncio.create_task(_publish_for_ever(office, told)),
            asyncio.create_task(_evaluate_for_ever(colours)),
        ]
        try:
            yield
        finally:
            for timer in timers:
                timer.cancel()
            for timer in timers:
                with contextlib.suppress(asyncio.CancelledError):
                    await timer
            await run_in_threadpool(colours.close)
            office.close()

    app = FastAPI(
        title="huepass issuer",
        version="1",
        docs_url=None,  # the pages load scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.office = office
    app.state.pages = page_routes.Pages(pages) if pages else None
    # Routes are tried one after the other, and most requests are wallets'.
    app.include_router(wallet_routes.router)
    app.include_router(public_routes.router)
    app.include_router(programme_routes.router)
    app.include_router(person_routes.router)
    app.include_router(registration_routes.router)
    app.include_router(sign_in_routes.router)
    app.include_router(staff_routes.router)
    app.include_router(paper_routes.router)
    app.include_router(fact_routes.router)
    app.include_router(import_routes.router)
    app.include_router(look_up_routes.router)
    app.include_router(evidence_routes.router)
    app.include_router(personnel_routes.router)
    app.include_router(division_routes.router)
    app.include_router(point_routes.router)
    app.include_router(organisation_routes.router)
    app.include_router(holder_routes.router)
    app.include_router(health_proof_routes.router)
    app.include_router(objection_routes.router)
    app.include_router(wallet_routes.well_known(settings.url))
    app.include_router(page_routes.router)
    describe(app, settings.url)
    app.add_middleware(Guard)
    add_handlers(app)
    return app


async def _publish_for_ever(office: Office, told: dict[str, int]) -> None:
    """Look in every slot whether another worker has published; the clock may be set meanwhile."""
    while True:
        interval = office.settings.publish_interval
        await asyncio.sleep(min(_RETRY, interval - office.now() % interval))
        await run_in_threadpool(_tend, office, told)


async def _evaluate_for_ever(colours: "Colours") -> None:
    """Look for what has come due, more often than once a minute."""
    while True:
        await asyncio.sleep(_RETRY)
        await run_in_threadpool(colours.tend, None)


class Colours:
    """Keeps colours up to date as time goes on, and goes on with jobs that nobody works on.

    Args:
        office: the issuer.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._seen: tuple[int, int] | None = None
        self._closing = threading.Event()

    def tend(self, seconds: float | None) -> None:
        """Do what is due; `seconds` limits how long it may take."""
        try:
            done = due.run(self._office, seconds, self._closing.is_set)
            if done.persons:
                log.info("due: %d persons, %d colours changed", done.persons, done.changed)
        except Exception as error:
            log.error("colours not up to date: %s", _cause(error))
        try:
            self._go_on()
        except Exception as error:
            log.error("the job does not go on: %s", _cause(error))

    def close(self) -> None:
        """End what is being done after the batch that it is at."""
        self._closing.set()

    def _go_on(self) -> None:
        job = moving.unfinished(self._office)
        seen = None if job is None else (job.id, job.cursor)
        # A command that works on it will have come further by the next look.
        if seen is None or seen != self._seen:
            self._seen = seen
            return
        log.info("going on with the job that evaluates everybody")
        until = time.monotonic() + _RETRY
        for done in moving.go_on(self._office, moving.in_this_process(self._office)):
            self._seen = done.id, done.cursor  # nobody else's: the next look goes on
            if self._closing.is_set() or time.monotonic() > until:
                return  # what has come due meanwhile doesn't wait for the end


def _tend(office: Office, told: dict[str, int]) -> None:
    """Publish if it is time, and tell the operator once a day what will soon stop the service."""
    try:
        if publishing.publish_if_due(office) is not None:
            log.info("revocation list published")
    except Exception as error:
        # The next slot gets another try; a timer that ends would stop every gate.
        log.error("revocation list not published: %s", _cause(error))
    try:
        now = office.now()
        for finding in readiness.warnings(office):
            if now - told.get(finding.code, now - DAY) >= DAY:
                told[finding.code] = now
                log.warning("%s %s", finding.en, finding.zh)
    except Exception as error:
        log.error("not known what will soon stop the service: %s", _cause(error))


def _cause(error: Exception) -> str:
    return error.reason if isinstance(error, HuepassError) else type(error).__name__
