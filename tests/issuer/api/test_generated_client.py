"""A Python client that openapi-python-client makes of the description, and a running service."""

import importlib
import json
import subprocess
import sys
import uuid
from collections.abc import Iterator
from types import ModuleType
from typing import Any, Final

import httpx
import pytest

from issuer.server import Server

# What the generator has to be told about: these are bytes.
BINARY: Final = dict.fromkeys(
    (
        "application/cbor-seq",
        "application/cose",
        "application/huepass-rl+cose",
        "application/huepass-root+cose",
        "application/huepass-trust+cose",
        "application/pdf",
        "image/jpeg",
        "image/png",
    ),
    "application/octet-stream",
)


@pytest.fixture(scope="module")
def generated(
    tmp_path_factory: pytest.TempPathFactory, clients: dict[str | None, httpx.Client]
) -> Iterator[str]:
    """The name of the package that was made."""
    folder = tmp_path_factory.mktemp("generated")
    document = folder / "openapi.json"
    document.write_text(json.dumps(clients[None].get("/openapi.json").json()), "utf-8")
    # Formatting what nobody reads takes longer than the rest.
    config = folder / "config.json"
    config.write_text(json.dumps({"post_hooks": [], "content_type_overrides": BINARY}), "utf-8")
    made = folder / "made_client"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "openapi_python_client", "generate", "--path", str(document)),
            *("--config", str(config), "--output-path", str(made), "--meta", "none"),
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr, done.stdout + done.stderr
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        yield "made_client"


def part(generated: str, *names: str) -> ModuleType:
    return importlib.import_module(".".join((generated, *names)))


@pytest.fixture
def client(generated: str, server: Server, tokens: dict[str, str]) -> Iterator[Any]:
    """A registrar's."""
    made = part(generated)
    with made.AuthenticatedClient(base_url=server.url, token=tokens["registrar"]) as client:
        yield client


def test_from_registration_to_the_last_page(generated: str, client: Any) -> None:
    models = part(generated, "models")
    register = part(generated, "api", "persons", "register_person")
    offer = part(generated, "api", "wallets", "make_offer")
    make = part(generated, "api", "paper", "make_paper_pass")
    every = part(generated, "api", "paper", "list_paper_passes")
    key = str(uuid.uuid4())
    person = register.sync(client=client, body=models.NewPerson(), idempotency_key=key)
    assert isinstance(person, models.PersonOut)
    assert register.sync(client=client, body=models.NewPerson(), idempotency_key=key) == person
    made = offer.sync(person.person, client=client, body=models.NewOffer(tx_code=True))
    assert isinstance(made, models.OfferOut)
    assert made.offer.startswith("openid-credential-offer://")
    assert len(made.tx_code) == 6
    passes = [make.sync(person.person, client=client).pass_ for _ in range(3)]
    found, cursor = [], None
    while True:
        more = {} if cursor is None else {"cursor": cursor}
        page = every.sync(person.person, client=client, limit=2, **more)
        assert isinstance(page, models.PassPage)
        found += [entry.pass_ for entry in page.items]
        cursor = page.next_
        if cursor is None:
            break
    assert found == passes


def test_a_refusal_is_a_problem(generated: str, client: Any) -> None:
    models = part(generated, "models")
    show = part(generated, "api", "persons", "show_person")
    answer = show.sync_detailed("nobody", client=client)
    assert answer.status_code == 404
    assert isinstance(answer.parsed, models.Problem)
    assert (answer.parsed.reason, answer.parsed.status) == ("person_unknown", 404)
    assert answer.parsed.title_zh
