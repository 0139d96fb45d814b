"""Joining an organisation and leaving it, as people type it, with the real service."""

import json
from pathlib import Path

from cli.test_wallet import refused, run, said
from cli.test_wallet_holder import Town, lines, town, wallet
from huepass.issuer.domain.records import Role, Staff
from huepass.issuer.service import organisations, staffing

__all__ = ["town", "wallet"]


def enterprise(town: Town) -> Staff:
    name = f"棉纺厂 {town.number()}"
    staffing.add_staff(town.office, name, [Role.ORGANISATION])
    return staffing.staff_named(town.office, name, Role.ORGANISATION)


def test_an_organisation_is_joined_listed_and_left(town: Town, wallet: Path) -> None:
    mill = enterprise(town)
    code = organisations.code_of(town.office, mill)
    assert code is not None
    assert said(wallet, "join", "我", code).strip() == f"已加入 Joined: {mill.name}"
    (member,) = organisations.members(town.office, mill, 0, 10)
    assert member.person == town.number()
    assert f"{mill.handle}  {mill.name}  自 since 20" in said(wallet, "organisations", "我")
    shown = said(wallet, "lookups", "我")
    assert "作为所属单位为您填报 To report for you as a member" in shown
    assert "(身份 identity)" in shown
    left = said(wallet, "organisations", "我", "--leave", mill.handle)
    assert left.strip() == f"已退出 Left: {mill.handle}"
    assert said(wallet, "organisations", "我") == ""
    assert organisations.members(town.office, mill, 0, 10) == []


def test_programs_read_json(town: Town, wallet: Path) -> None:
    mill = enterprise(town)
    joined = json.loads(said(wallet, "join", "我", mill.handle, "--json"))
    assert joined.keys() == {"organisation", "name", "since"}
    assert lines(said(wallet, "organisations", "我", "--json")) == [joined]
    done = run(wallet, "organisations", "我", "--leave", mill.handle, "--json")
    assert (done.status, done.out, "已退出" in done.err) == (0, "", True)


def test_an_organisation_that_is_not_there_is_refused(town: Town, wallet: Path) -> None:
    refused(run(wallet, "join", "我", "HPO1:NOTHING"), "organisation_unknown")
    nobody = "0000-0000-0000-0000"
    refused(run(wallet, "organisations", "我", "--leave", nobody), "membership_unknown")
