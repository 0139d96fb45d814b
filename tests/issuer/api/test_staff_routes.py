"""The endpoints for staff, on a running service."""

import httpx
import pytest

from huepass.core import load_all
from huepass.core.state import GateState


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x y", "Basic dTpw", "Bearer wrong", "Bearer \u00fc\u00fc"]
)
def test_a_header_without_a_valid_token_is_refused(public: httpx.Client, header: str) -> None:
    answer = public.post("/v1/persons", headers={"Authorization": header.encode("latin-1")})
    assert answer.status_code == 401


@pytest.mark.parametrize("scheme", ["Basic", "Token", ""])
def test_a_token_under_another_scheme_is_refused(
    public: httpx.Client, tokens: dict[str, str], scheme: str
) -> None:
    header = {"Authorization": f"{scheme} {tokens['admin']}".strip()}
    assert public.post("/v1/persons", headers=header).status_code == 401


def test_from_registration_to_revocation(admin: httpx.Client, public: httpx.Client) -> None:
    person = admin.post("/v1/persons").json()
    assert person["colour"] == "grey"
    path = f"/v1/persons/{person['person']}"
    green = {"colour": "green", "reason": "登记"}
    assert admin.put(f"{path}/colour", json=green).json() == {
        "person": person["person"],
        "colour": "green",
        "reason": "decided_green",
        "revoked": 0,
    }
    made = admin.post(f"{path}/paper-passes").json()
    assert made.keys() == {"pass", "text", "colour", "expires"}
    assert made["text"].startswith("HP1:")
    assert made["colour"] == "green"
    listed = admin.get(f"{path}/paper-passes").json()["items"]
    assert [entry.keys() for entry in listed] == [
        {"pass", "colour", "origin", "made_at", "expires", "revoked_at"}
    ]
    assert listed[0]["revoked_at"] is None
    red = {"colour": "red", "reason": "测试阳性"}
    assert admin.put(f"{path}/colour", json=red).json()["revoked"] == 1
    assert admin.get(f"{path}/paper-passes").json()["items"][0]["revoked_at"] is not None
    assert admin.get(path).json()["colour"] == "red"


def test_a_pass_is_revoked_by_its_number(admin: httpx.Client) -> None:
    person = admin.post("/v1/persons").json()["person"]
    made = admin.post(f"/v1/persons/{person}/paper-passes").json()
    path = f"/v1/paper-passes/{made['pass']}/revocation"
    answer = admin.post(path, json={"reason": "lost"}).json()
    assert answer["pass"] == made["pass"]
    assert answer["revoked_at"] is not None
    assert admin.post(path, json={"reason": "again"}).json() == answer


def test_publishing_now_makes_a_new_list(admin: httpx.Client, public: httpx.Client) -> None:
    numbers = [admin.post("/v1/publications").json()["sequence"] for _ in range(2)]
    assert numbers[0] < numbers[1]
    state = GateState.begin(public.get("/federation/root-1.cbor").content)
    documents = public.get("/federation/roots.cbor").content
    documents += public.get("/federation/trust-list.cbor").content
    documents += public.get("/revocation-list.cbor").content
    report = load_all(state, documents, state.root.issued_at + 100)
    assert report.errors == ()
    assert report.state.lists["gz"].sequence == numbers[1]


def test_no_answer_to_staff_is_stored(admin: httpx.Client) -> None:
    reason = {"reason": "x"}
    made = admin.post("/v1/persons")
    person = f"/v1/persons/{made.json()['person']}"
    paper = admin.post(f"{person}/paper-passes")
    answers = [
        made,
        paper,
        admin.get(person),
        admin.put(f"{person}/colour", json={"colour": "green", **reason}),
        admin.get(f"{person}/paper-passes"),
        admin.post(f"{person}/offers"),
        admin.post(f"{person}/wallets/end", json=reason),
        admin.post(f"/v1/paper-passes/{paper.json()['pass']}/revocation", json=reason),
        admin.post("/v1/publications"),
        admin.get("/v1/persons/unknown"),
    ]
    assert [answer.headers.get("Cache-Control") for answer in answers] == ["no-store"] * 10
    assert [answer.status_code < 300 for answer in answers] == [True] * 9 + [False]
