"""Persons and staff sign in at a provider that others wrote and that is certified."""

import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest

import npm
from huepass.errors import Reason, RequestRefused
from huepass.issuer.create import create_issuer
from huepass.issuer.domain.records import Role
from huepass.issuer.domain.sign_in import LIFETIME, Purpose
from huepass.issuer.keystore import KeyMaker, load_folder, unlock_service
from huepass.issuer.provider_settings import ClaimNames, ProviderSettings
from huepass.issuer.service import signing_in, staff_sessions
from huepass.issuer.service.office import Office
from huepass.issuer.service.signing_in import Returned
from huepass.issuer.settings import load_settings
from issuer.conftest import CHEAP, PASSPHRASE, settings_for
from issuer.rules import put_in_force
from issuer.server import Server, serving
from people import resident_id
from programmes.story import EXAMPLES

HERE = Path(__file__).parent
PAGE = "http://127.0.0.1:9/back"  # nothing is there: the browser is stopped before it
SECRET = "only the provider and the service know it"
pytestmark = pytest.mark.needs("node", "npm")

PEOPLE = {
    "zhang": {
        "document": "mainland-id",
        "document_number": resident_id(11),
        "name": "张伟",
        "birthdate": "1985-03-12",
    },
    "child": {
        "document": "mainland-id",
        "document_number": resident_id(12, "20180601"),
        "name": "张小明",
        "birthdate": "2018-06-01",
    },
    "unrecorded": {"name": "李娜"},
    "foreign": {"document": "foreign-passport", "document_number": "X1", "name": "Ada"},
    "wang@gz": {},
}
_CLIENT = {"redirect_uris": [PAGE], "grant_types": ["authorization_code"]}
CLIENTS = [
    {
        **_CLIENT,
        "client_id": "persons",
        "client_secret": SECRET,
        "token_endpoint_auth_method": "client_secret_post",
    },
    {
        **_CLIENT,
        "client_id": "staff",
        "token_endpoint_auth_method": "none",
        "id_token_signed_response_alg": "ES256",
    },
    {**_CLIENT, "client_id": "another", "token_endpoint_auth_method": "none"},
]


@pytest.fixture(scope="session")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The provider with the libraries that the lock file names."""
    folder = npm.copied(HERE, tmp_path_factory.mktemp("oidc"), "provider.mjs")
    (folder / "people.json").write_text(json.dumps(PEOPLE), "utf-8")
    (folder / "clients.json").write_text(json.dumps(CLIENTS), "utf-8")
    return folder


@contextmanager
def providing(folder: Path) -> Iterator[str]:
    """A provider that runs while the block does; its address."""
    with subprocess.Popen(
        ["node", "provider.mjs", "people.json", "clients.json"],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            assert url.startswith("http://127.0.0.1:")
            yield url
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def provider(fetched: Path) -> Iterator[str]:
    """The provider's address."""
    with providing(fetched) as url:
        yield url


def clock() -> int:
    return int(time.time())


def made(folder: Path, provider: str) -> Path:
    """An issuer's folder with that provider for persons and for staff."""
    persons = ProviderSettings(
        provider, "persons", PAGE, ("openid", "identity"), "provider.secret", ClaimNames()
    )
    staff = ProviderSettings(provider, "staff", PAGE)
    settings = settings_for(folder, identity_provider=persons, staff_provider=staff)
    create_issuer(settings, KeyMaker(PASSPHRASE, CHEAP), clock)
    secret = folder / "provider.secret"
    secret.touch(0o600)
    secret.write_text(SECRET + "\n")
    office = Office(load_settings(folder), [], clock)
    put_in_force(office, (EXAMPLES / "yuekang.toml").read_text("utf-8"))
    staff_sessions.add_staff(office, "wang", "wang@gz", [Role.REGISTRAR])
    office.close()
    return folder


@pytest.fixture(scope="session")
def server(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The service."""
    with serving(made(tmp_path_factory.mktemp("oidc-served") / "issuer", provider)) as server:
        yield server


@pytest.fixture(scope="session")
def service(server: Server) -> Iterator[httpx.Client]:
    """A page that talks to the service, for somebody without a token."""
    with httpx.Client(base_url=server.url) as client:
        yield client


def sign_in(url: str, who: str, on: httpx.Client | None = None) -> dict[str, str]:
    """What a browser does: the forms of the provider, until it sends the browser back."""
    with ExitStack() as stack:
        browser = on or stack.enter_context(httpx.Client())
        answer = browser.get(url)
        for _ in range(20):
            if not answer.is_redirect:
                answer = post_form(browser, answer, who)
                continue
            target = urljoin(str(answer.url), answer.headers["Location"])
            if target.startswith(PAGE):
                back = parse_qs(urlsplit(target).query)
                return {name: values[0] for name, values in back.items()}
            answer = browser.get(target)
    raise AssertionError("the provider never sends the browser back")


def post_form(browser: httpx.Client, page: httpx.Response, who: str) -> httpx.Response:
    """Fill in the form of a page."""
    assert page.status_code == 200, page.text
    form = re.search(r'<form[^>]* action="([^"]+)"', page.text)
    assert form, page.text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    fields = {**hidden, "login": who, "password": "any"}
    return browser.post(urljoin(str(page.url), unescape(form[1])), data=fields)


Change = Callable[[str], str]


def came_back(
    service: httpx.Client,
    who: str,
    path: str = "/v1/registrations",
    change: Change = str,
    on: httpx.Client | None = None,
) -> dict[str, str]:
    """Somebody begins to sign in and does it; what the page then sends."""
    begun = service.post(f"{path}/sign-in").raise_for_status().json()
    back = sign_in(change(begun["url"]), who, on)
    return {"session": begun["session"], "code": back["code"], "state": back["state"]}


def proven(service: httpx.Client, sent: dict[str, str], applicant: str = "self") -> httpx.Response:
    body: dict[str, Any] = {**sent, "application": {"applicant": applicant}}
    return service.post("/v1/registrations/proven", json=body)


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["reason"]


def test_a_person_signs_in_and_has_an_offer(service: httpx.Client) -> None:
    answer = proven(service, came_back(service, "zhang"))
    assert answer.status_code == 201, answer.text
    assert answer.json()["offer"].startswith("openid-credential-offer://")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_child_signs_in_on_the_telephone_of_the_family(service: httpx.Client) -> None:
    """Where a parent has just signed in, whose session at the provider is not for both."""
    with httpx.Client() as telephone:
        assert proven(service, came_back(service, "zhang", on=telephone)).status_code == 201
        sent = came_back(service, "child", on=telephone)
    assert proven(service, sent, "family").status_code == 201
    sent = came_back(service, "child")
    answer = service.post("/v1/registrations/recovery", json=sent)
    assert answer.status_code == 201, answer.text


def test_a_lost_phone(service: httpx.Client) -> None:
    assert proven(service, came_back(service, "zhang")).status_code == 201
    sent = came_back(service, "zhang")
    answer = service.post("/v1/registrations/recovery", json=sent)
    assert answer.status_code == 201, answer.text
    assert answer.json().keys() == {"offer", "expires", "wallets", "revoked"}


@pytest.mark.parametrize("who", ["unrecorded", "foreign", "wang@gz"])
def test_whose_record_is_missing_registers_offline(service: httpx.Client, who: str) -> None:
    answer = proven(service, came_back(service, who))
    assert refusal(answer) == (422, "identity_unproven")
    assert "register offline" in answer.json()["detail"]
    assert "请线下登记" in answer.json()["detail"]


def test_a_wrong_state_is_refused(service: httpx.Client) -> None:
    sent = came_back(service, "zhang")
    assert refusal(proven(service, {**sent, "state": "x" * 22})) == (422, "sign_in_failed")


def test_a_session_is_used_once(service: httpx.Client) -> None:
    sent = came_back(service, "zhang")
    assert proven(service, sent).status_code == 201
    assert refusal(proven(service, sent)) == (422, "sign_in_failed")


def test_a_code_is_used_once(service: httpx.Client) -> None:
    used, sent = came_back(service, "zhang"), came_back(service, "zhang")
    assert proven(service, used).status_code == 201
    answer = proven(service, {**sent, "code": used["code"]})
    assert refusal(answer) == (422, "sign_in_failed")


def test_a_code_of_another_sign_in_is_refused(service: httpx.Client) -> None:
    sent, other = came_back(service, "zhang"), came_back(service, "child")
    answer = proven(service, {**sent, "code": other["code"]})
    assert refusal(answer) == (422, "sign_in_failed")


def test_a_code_for_another_client_is_refused(service: httpx.Client) -> None:
    def change(url: str) -> str:
        assert "client_id=persons" in url
        changed = url.replace("client_id=persons", "client_id=another")
        return changed.replace("openid+identity", "openid").replace("openid%20identity", "openid")

    sent = came_back(service, "zhang", change=change)
    assert refusal(proven(service, sent)) == (422, "sign_in_failed")


def test_an_id_token_with_another_nonce_is_refused(service: httpx.Client) -> None:
    sent = came_back(
        service, "zhang", change=lambda url: re.sub(r"nonce=[^&]+", "nonce=another", url)
    )
    assert refusal(proven(service, sent)) == (422, "sign_in_failed")


def test_who_gives_up_comes_back_without_a_code(service: httpx.Client) -> None:
    begun = service.post("/v1/registrations/sign-in").json()
    back = sign_in(begun["url"].replace("prompt=login", "prompt=none"), "zhang")
    assert "code" not in back
    sent = {"session": begun["session"], "code": back["error"], "state": back["state"]}
    assert refusal(proven(service, sent)) == (422, "sign_in_failed")


def test_staff_sign_in_work_and_sign_out(service: httpx.Client) -> None:
    sent = came_back(service, "wang@gz", "/v1/staff-session")
    answer = service.post("/v1/staff-session", json=sent)
    assert answer.status_code == 201, answer.text
    session = {"Authorization": f"Bearer {answer.json()['token']}"}
    application = {"applicant": "registrar", "document": "mainland-id", "channel": "offline"}
    body = {"application": application, "identity": {"number": resident_id(13)}}
    assert service.post("/v1/persons", json=body, headers=session).status_code == 201
    publishing = service.post("/v1/publications", headers=session)
    assert refusal(publishing) == (403, "not_permitted")
    assert service.delete("/v1/staff-session", headers=session).status_code == 204
    after = service.post("/v1/persons", json=body, headers=session)
    assert refusal(after) == (401, "not_authenticated")
    again = service.delete("/v1/staff-session", headers=session)
    assert refusal(again) == (401, "not_authenticated")


def test_somebody_who_is_no_staff_is_refused(service: httpx.Client) -> None:
    sent = came_back(service, "zhang", "/v1/staff-session")
    answer = service.post("/v1/staff-session", json=sent)
    assert refusal(answer) == (403, "not_permitted")


def test_a_sign_in_of_a_person_is_none_of_staff(service: httpx.Client) -> None:
    sent = came_back(service, "wang@gz")
    answer = service.post("/v1/staff-session", json=sent)
    assert refusal(answer) == (422, "sign_in_failed")
    sent = came_back(service, "zhang", "/v1/staff-session")
    assert refusal(proven(service, sent)) == (422, "sign_in_failed")


def test_a_sign_in_that_took_too_long(provider: str, tmp_path: Path) -> None:
    late = 0
    settings = load_settings(made(tmp_path / "issuer", provider))
    keys = unlock_service(load_folder(settings.keys), PASSPHRASE)
    office = Office(settings, keys.signers, lambda: clock() + late, keys.secret)
    try:
        begun = signing_in.begin(office, Purpose.PERSONS)
        back = sign_in(begun.url, "zhang")
        late = LIFETIME
        with pytest.raises(RequestRefused) as error:
            returned = Returned(begun.session, back["code"], back["state"])
            signing_in.finish(office, Purpose.PERSONS, returned)
        assert error.value.reason == Reason.SIGN_IN_FAILED
    finally:
        office.close()


def test_a_provider_that_has_stopped(fetched: Path, tmp_path: Path) -> None:
    with ExitStack() as stack:
        url = stack.enter_context(providing(fetched))
        with (
            serving(made(tmp_path / "issuer", url)) as server,
            httpx.Client(base_url=server.url) as service,
        ):
            sent = came_back(service, "zhang")
            stack.close()
            assert refusal(proven(service, sent)) == (503, "provider_unreachable")
            # What it published is known for an hour: where to go is still told.
            assert service.post("/v1/registrations/sign-in").status_code == 200
            answer = service.post("/v1/staff-session/sign-in")
            assert refusal(answer) == (503, "provider_unreachable")


def test_nothing_personal_is_in_log_address_or_database(
    service: httpx.Client, server: Server
) -> None:
    begun = service.post("/v1/registrations/sign-in").json()
    back = sign_in(begun["url"], "zhang")
    sent = {"session": begun["session"], "code": back["code"], "state": back["state"]}
    answer = proven(service, sent)
    assert answer.status_code == 201
    files = {path: path.read_bytes() for path in server.folder.rglob("*") if path.is_file()}
    assert any(path.name.startswith("issuer.db") for path in files)
    zhang = PEOPLE["zhang"]
    for secret in (*zhang.values(), *sent.values(), zhang["document_number"][6:14]):
        if secret != zhang["document"]:
            assert secret not in server.log()
            assert all(secret.encode() not in content for content in files.values())
        assert secret not in answer.text
    assert zhang["document_number"] not in begun["url"]
