"""An issuer, persons with offers, and wallets' requests, for the benchmark of strips."""

import json
import os
import socket
import sys
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from bench.http_load import Request, post
from huepass.core import SoftwareSigner
from huepass.issuer.api.server import Service, run_service
from huepass.issuer.create import create_issuer
from huepass.issuer.domain.colours import DEFAULT_COLOURS
from huepass.issuer.domain.metadata import PRE_AUTHORIZED
from huepass.issuer.domain.strips import identifier
from huepass.issuer.keystore import Cost, KeyMaker, unlock_folder
from huepass.issuer.service import offers, persons
from huepass.issuer.service.office import Office
from huepass.issuer.settings import Settings, load_settings

PASSPHRASE = "only for the benchmark"


def clock() -> int:
    return int(time.time())


@dataclass
class World:
    """An issuer with its keys at hand."""

    folder: Path
    port: int
    office: Office

    def redemption(self) -> Request:
        """The token request of a new person's wallet."""
        number = persons.register(self.office).number
        return post(
            "/oid4vci/token", self.redemption_body(number).encode(),
            "Content-Type: application/x-www-form-urlencoded",
        )  # fmt: skip

    def redemption_body(self, number: str) -> str:
        """The body of a token request for a person."""
        link = offers.make_offer(self.office, number).link
        offer = json.loads(parse_qs(urlsplit(link).query)["credential_offer"][0])
        code = offer["grants"][PRE_AUTHORIZED]["pre-authorized_code"]
        return urlencode({"grant_type": PRE_AUTHORIZED, "pre-authorized_code": code})

    def strip(self, access_token: str, nonce: str, count: int, window: int) -> Request:
        """A credential request for one of the windows, the current one being 0."""
        return post(
            "/oid4vci/credential", self.strip_body(nonce, count, window),
            "Content-Type: application/json", f"Authorization: Bearer {access_token}",
        )  # fmt: skip

    def strip_body(self, nonce: str, count: int, window: int) -> bytes:
        """The body of a credential request."""
        windows = self.office.strip(clock())
        key, expiry = windows[window % len(windows)]
        proofs = [proof(self.office.settings.url, nonce) for _ in range(count)]
        content = {"credential_identifier": identifier(key.kid, expiry), "proofs": {"jwt": proofs}}
        return json.dumps(content).encode()


def make_world(folder: Path, proofs: int) -> World:
    """An issuer whose wallets may ask for so many credentials at once."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    settings = Settings(
        folder=folder,
        issuer="bench",
        names={"en": "Bench"},
        colours=DEFAULT_COLOURS,
        url=f"http://127.0.0.1:{port}",
        timezone="UTC",
        federation="bench",
        federation_keys=Path("federation-keys"),
        wallet_credentials=proofs,
        wallet_batch=proofs,
    )
    create_issuer(settings, KeyMaker(PASSPHRASE, Cost(1, 8192)), clock)
    keys = unlock_folder(settings.keys, PASSPHRASE)
    return World(folder, port, Office(settings, keys.signers, clock, keys.secret))


def proof(issuer: str, nonce: str) -> str:
    """A proof with a new key."""
    signer = SoftwareSigner.generate()
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": _text(signer.public_key)}
    header = {"typ": "openid4vci-proof+jwt", "alg": "EdDSA", "jwk": jwk}
    claims = {"aud": issuer, "iat": clock(), "nonce": nonce}
    signed = f"{_json(header)}.{_json(claims)}"
    return f"{signed}.{_text(signer.sign(signed.encode()))}"


def serve() -> None:
    """The service of a folder on one core: arguments are folder, port and core."""
    folder, port, core = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    os.sched_setaffinity(0, {core})
    keys = unlock_folder(load_settings(folder).keys, PASSPHRASE)
    service = Service(folder, [key.seed for key in keys.signers], keys.secret)
    run_service(service, "127.0.0.1", port, 1, lambda url: print(url, flush=True))


def _json(value: Any) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
