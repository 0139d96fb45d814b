"""What wallets ask for: OpenID for Verifiable Credential Issuance 1.0 (spec section 8)."""

import asyncio
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from huepass.errors import HuepassError, Reason, RequestRefused
from huepass.issuer.api import wallet_description
from huepass.issuer.api.access import the_office
from huepass.issuer.domain import metadata, requests
from huepass.issuer.domain.refusals import Fault, WalletRefused
from huepass.issuer.service import offers, strips, wallets
from huepass.issuer.service.office import Office
from huepass.issuer.store.group import Job

MAX_CREDENTIAL_BODY: Final = 64 << 10  # bytes
NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_METADATA_AGE: Final = {"Cache-Control": "public, max-age=300"}
_UNAVAILABLE: Final = frozenset(
    (Reason.NO_USABLE_KEY, Reason.WINDOW_FULL, Reason.WINDOW_CLOSED, Reason.FOLDER_BUSY)
)
_BAD_BODIES: Final = {
    Reason.REQUEST_TOO_LARGE: ("the body is too large", 413),
    Reason.REQUEST_TIMEOUT: ("the body did not arrive in time", 408),
}
router = APIRouter(tags=["wallets"], default_response_class=Response)


def well_known(url: str) -> APIRouter:
    """The routes of the metadata: between host and path of the issuer's URL."""
    made = APIRouter(tags=["wallets"], default_response_class=Response)
    path = urlsplit(url).path
    made.get(
        "/.well-known/openid-credential-issuer" + path,
        openapi_extra=wallet_description.CREDENTIAL_ISSUER,
    )(credential_issuer)
    made.get(
        "/.well-known/oauth-authorization-server" + path,
        openapi_extra=wallet_description.AUTHORIZATION_SERVER,
    )(authorization_server)
    return made


async def credential_issuer(request: Request) -> Response:
    """The credential issuer's metadata."""
    office = the_office(request)
    settings, colours = office.settings, await run_in_threadpool(office.colours)
    content = metadata.credential_issuer(settings.url, settings.names, colours, settings.batch_size)
    return _json(content, headers=_METADATA_AGE)


async def authorization_server(request: Request) -> Response:
    """The authorization server's metadata (RFC 8414)."""
    url = the_office(request).settings.url
    return _json(metadata.authorization_server(url), headers=_METADATA_AGE)


@router.post(metadata.TOKEN_PATH, openapi_extra=wallet_description.TOKEN)
async def token(request: Request) -> Response:
    """Access and refresh token for a pre-authorized code or a refresh token."""
    office = the_office(request)
    try:
        if not _has_type(request, "application/x-www-form-urlencoded"):
            raise WalletRefused(Fault.INVALID_REQUEST, "the body is no form")
        fields = requests.token_fields(await request.body())
        grant = _grant(office, fields)
        # Before anything is used up.
        identifiers = (
            wallets.credential_identifiers(office)
            if requests.asks_for_identifiers(fields)
            else None
        )
        content = await asyncio.wrap_future(office.commits.submit(grant))
    except HuepassError as error:
        return _refusal(error)
    if identifiers is not None:
        content["authorization_details"] = identifiers
    return _json(content)


@router.post(metadata.NONCE_PATH, openapi_extra=wallet_description.NONCE)
async def nonce(request: Request) -> Response:
    """A nonce for one credential request."""
    return _json({"c_nonce": wallets.make_nonce(the_office(request))})


@router.post(metadata.CREDENTIAL_PATH, openapi_extra=wallet_description.CREDENTIAL)
async def credential(request: Request) -> Response:
    """A credential for each proof."""
    office = the_office(request)
    try:
        scheme, _, access_token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise WalletRefused(Fault.INVALID_TOKEN, "an access token is needed")
        if not _has_type(request, "application/json"):
            raise WalletRefused(Fault.INVALID_CREDENTIAL_REQUEST, "the body is not JSON")
        asked = requests.credential_request(await request.body(), office.settings.batch_size)
        issued = strips.issue(office, access_token.strip(), asked)
        made = await asyncio.wrap_future(office.commits.submit(issued))
    except HuepassError as error:
        return _refusal(error)
    return _json(
        {
            "credentials": [
                {"credential": urlsafe_b64encode(one).decode().rstrip("=")} for one in made
            ]
        }
    )


@router.get(metadata.OFFER_PATH + "{reference}", openapi_extra=wallet_description.OFFER)
async def offer(reference: str, request: Request) -> Response:
    """An offer by reference."""
    try:
        content = await run_in_threadpool(offers.offer_at, the_office(request), reference)
    except RequestRefused:
        return _error(Fault.INVALID_REQUEST, "no such offer, or it is over", 404)
    return _json(content)


def failed(path: str, reason: Reason) -> Response | None:
    """The answer at a wallet's address when there is no handling of the request itself."""
    if path not in (metadata.TOKEN_PATH, metadata.NONCE_PATH, metadata.CREDENTIAL_PATH):
        return None
    if reason not in _BAD_BODIES:
        return _error(Fault.SERVER_ERROR, "something failed inside the service", 500)
    of_credential = path == metadata.CREDENTIAL_PATH
    fault = Fault.INVALID_CREDENTIAL_REQUEST if of_credential else Fault.INVALID_REQUEST
    description, status = _BAD_BODIES[reason]
    return _error(fault, description, status)


def _grant(office: Office, fields: Mapping[str, str]) -> Job[dict[str, Any]]:
    kind = fields.get("grant_type")
    if kind == metadata.PRE_AUTHORIZED:
        return wallets.redeem(office, _field(fields, "pre-authorized_code"), fields.get("tx_code"))
    if kind == metadata.REFRESH:
        return wallets.renew(office, _field(fields, "refresh_token"))
    if kind is None:
        raise WalletRefused(Fault.INVALID_REQUEST, "grant_type is missing")
    raise WalletRefused(Fault.UNSUPPORTED_GRANT_TYPE, "no such grant type")


def _field(fields: Mapping[str, str], name: str) -> str:
    if name not in fields:
        raise WalletRefused(Fault.INVALID_REQUEST, f"{name} is missing")
    return fields[name]


def _has_type(request: Request, media_type: str) -> bool:
    given = request.headers.get("Content-Type", "").partition(";")[0]
    return given.strip().lower() == media_type


def _refusal(error: HuepassError) -> Response:
    if isinstance(error, WalletRefused):
        if error.fault == Fault.INVALID_TOKEN:
            challenge = {"WWW-Authenticate": f'Bearer error="{error.fault}"'}
            return _error(error.fault, error.detail, 401, challenge)
        return _error(error.fault, error.detail, 400)
    if error.reason in _UNAVAILABLE:
        return _error(Fault.TEMPORARILY_UNAVAILABLE, "try again later", 503, {"Retry-After": "30"})
    raise error


def _error(
    fault: Fault, description: str, status: int, headers: Mapping[str, str] | None = None
) -> Response:
    content = {"error": str(fault), "error_description": description}
    return _json(content, status, {**NO_STORE, **(headers or {})})


def _json(
    content: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] = NO_STORE
) -> Response:
    return Response(
        json.dumps(content, separators=(",", ":")),
        status_code=status,
        headers=dict(headers),
        media_type="application/json",
    )
