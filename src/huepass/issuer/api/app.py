"""The service as an ASGI app."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Final

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from huepass.core import Signer
from huepass.errors import HuepassError
from huepass.issuer.api import public_routes, staff_routes, wallet_routes
from huepass.issuer.api.guard import Guard
from huepass.issuer.api.problems import MEDIA_TYPE, add_handlers
from huepass.issuer.domain.federation import DAY
from huepass.issuer.service import publishing, readiness
from huepass.issuer.service.office import Office
from huepass.issuer.settings import Settings

_RETRY: Final = 30  # seconds, at most, between two looks at the clock
log = logging.getLogger("huepass.issuer")


def create_app(
    settings: Settings,
    signers: Iterable[Signer],
    now: Callable[[], int],
    secret: bytes | None = None,
) -> FastAPI:
    """The service of one issuer.

    Args:
        settings: the issuer's settings.
        signers: its unlocked private keys: live, paper, revoke. Root and trust keys are not needed.
        now: the clock, seconds since the epoch.
        secret: the service's 32 secret bytes; without them it serves no wallets.
    """
    office = Office(settings, signers, now, secret)
    told: dict[str, int] = {}

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(_tend, office, told)
        publisher = asyncio.create_task(_publish_for_ever(office, told))
        try:
            yield
        finally:
            publisher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await publisher
            office.close()

    app = FastAPI(
        title="huepass issuer",
        version="1",
        docs_url=None,  # the pages load scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        responses={"default": {"description": "Problem document", "content": {MEDIA_TYPE: {}}}},
    )
    app.state.office = office
    # Routes are tried one after the other, and most requests are wallets'.
    app.include_router(wallet_routes.router)
    app.include_router(public_routes.router)
    app.include_router(staff_routes.router)
    app.include_router(wallet_routes.well_known(settings.url))
    app.add_middleware(Guard)
    add_handlers(app)
    return app


async def _publish_for_ever(office: Office, told: dict[str, int]) -> None:
    """Look in every slot whether another worker has published; the clock may be set meanwhile."""
    while True:
        interval = office.settings.publish_interval
        await asyncio.sleep(min(_RETRY, interval - office.now() % interval))
        await run_in_threadpool(_tend, office, told)


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
