"""Guangdong in April 2020: green and red, families, readings, proofs, and who may look."""

from pathlib import Path

from programmes.city import refused
from programmes.town import town_of

# Each kind: who sets it, why, who lifts it, why.
KINDS = (
    ("confirmed-or-positive", "hospital", "laboratory", "hospital", "recovered"),
    ("suspected-case", "hospital", "exposure", "hospital", "excluded"),
    ("close-contact", "cdc", "journey", "cdc", "ended"),
    ("high-risk-arrival", "community", "visited", "district", "rules"),
    ("central-quarantine", "district", "contact", "cdc", "home"),
    ("home-quarantine", "district", "arrival", "hospital", "ended"),
)
PROOF = b"%PDF-1.7\n%%EOF\n"


def test_a_province_goes_by_green_and_red(tmp_path: Path) -> None:
    with town_of("yuekang", "04-07 08:00", tmp_path) as town:
        gate, hall = town.gate, town.hall
        hall.asks("PUT", "/v1/divisions", [{"id": "taishan", "en": "Taishan", "zh": "台山市"}])
        names = ("district", "cdc", "hospital", "community")
        offices = {
            name: hall.hires(name, "authority", "inspector", authorities=[name]) for name in names
        }
        window = hall.hires("window", "registrar")

        # A real-name login is enough: no report, also ahead of a journey, for the long term.
        li, phone = town.citizen(name="李小明"), town.phone()
        me = phone.proves(li, division="taishan")
        assert me.colour == "green"
        assert gate.lets_pass(me.screen)
        assert "no daily report is needed" in me.why()
        assert me.records("report") == []

        # Three kinds of documents are accepted; with others the words say which, and whoever is
        # missing in the records comes to a window.
        for kind in ("chinese-passport", "hk-macao-permit"):
            assert town.phone().proves(town.citizen(kind)).colour == "green"
        with refused("identity_unproven", "Only the three documents named here are accepted"):
            town.phone().proves(town.citizen("taiwan-permit"))
        with refused("document_not_accepted", "只接受所列三种证件"):
            window.registers(town.citizen("foreign-passport"), "registrar", no_device=False)
        lost = town.citizen()
        town.records.missing.add(lost)
        with refused("identity_unproven", "register offline"):
            town.phone().proves(lost)
        number = window.registers(lost, "registrar", no_device=False)
        found = town.phone().takes(window.posts(f"/v1/persons/{number}/offers")["offer"])
        assert gate.lets_pass(found.screen)

        # Family is added by a check of the face. Switching shows the other person, all of them.
        mother = town.citizen(name="王小红")
        with refused("proofing_not_accepted"):
            me.applies_for(mother)
        mothers = phone.proves(mother, "family")
        mothers.reports(fever=False, cough=True)
        assert mothers.page["identities"][0]["name"] == "王**"
        assert len(mothers.records("report")) == 1
        assert me.page["identities"][0]["name"] == "李**"
        assert me.records("report") == []

        # Proofs of health are uploaded, one's own and a relative's, and stay each one's own.
        pdf = {"content": PROOF, "headers": {"Content-Type": "application/pdf"}}
        mine = me.posts("/v1/holder/proofs/test-result", **pdf)["proof"]
        mothers.posts("/v1/holder/proofs/medical-certificate", **pdf)
        assert [one["kind"]["id"] for one in me.lists("/v1/holder/proofs")] == ["test-result"]
        assert me.gets(f"/v1/holder/proofs/{mine}") == PROOF
        with refused("proof_unknown"):
            mothers.gets(f"/v1/holder/proofs/{mine}")

        # A temperature is taken at a point, of whoever makes a token for it. A mistake can't be
        # changed or deleted; the person is measured again, and the newest reading counts.
        manager = hall.hires("street", "manager", scopes=["taishan"])
        market = manager.posts("/v1/points", {"name": "market", "division": "taishan"})
        collector = town.collector("zhou")
        manager.posts(f"/v1/points/{market['point']}/collectors", {"staff_code": collector.code})
        collector.measures(market, me, 38.6)
        collector.measures(market, me, 36.6)
        readings = me.records("reading")
        assert [one["temperature"] for one in readings] == [36.6, 38.6]
        assert {one["point"] for one in readings} == {"market"}
        assert me.colour == "green"

        # An enterprise reports for its staff, an organisation for its members: who joined it.
        factory = hall.hires("factory", "organisation")
        poster = factory.gets("/v1/staff/me")["code"]
        with refused("membership_unknown"):
            factory.posts(
                f"/v1/organisation/members/{window.finds(li)}/reports",
                {"answers": {"fever": False, "cough": False}},
            )
        joined = me.posts("/v1/holder/memberships", {"organisation": poster})
        (member,) = factory.lists("/v1/organisation/members")
        assert member["identities"][0]["name"] == "李**"
        factory.posts(
            f"/v1/organisation/members/{member['person']}/reports",
            {"answers": {"fever": False, "cough": False}},
        )
        assert me.records("report")[0]["origin"] == "organisation"
        assert me.records("report")[0]["organisation"] == "factory"
        me.asks("DELETE", f"/v1/holder/memberships/{joined['organisation']}")
        assert factory.lists("/v1/organisation/members") == []

        # Red is for six kinds. The person sees why and how it is lifted, and the notice of it.
        person = member["person"]
        for day, (kind, setter, why, lifter, then) in enumerate(KINDS, 8):
            offices[setter].puts(person, kind, why)
            assert me.colour == "red"
            me.refreshes()
            assert gate.stops(me.screen)
            reason = me.records("category")[0]["because"]["name"]["en"]
            assert f"Reason: {reason}." in me.why()
            assert "can be lifted by" in me.why()
            offices[lifter].lifts(person, kind, then)
            notice = me.records("category")[0]
            assert (notice["lifted"], notice["because"]["id"]) == (True, then)
            town.goes_to(f"04-{day:02} 08:00")
            me.refreshes()
            assert gate.lets_pass(me.screen)

        # Who has to may look somebody up: for a purpose, which shows what it needs, and the person
        # reads who did. The others may not, and at the gate there is nothing to look up.
        tracing = offices["cdc"].looks_up(li, "contact-tracing")
        assert tracing["identities"][0]["name"] == "李**"
        assert [one["temperature"] for one in tracing["readings"]] == [36.6, 38.6]
        assert len(tracing["reports"]) == 1
        assert li.number not in str(tracing)
        assert me.looked_up()[0] == "contact-tracing"
        treated = offices["hospital"].looks_up(li, "treatment")
        assert [one["kind"] for one in treated["proofs"]] == ["test-result"]
        assert "reports" not in treated
        for office in ("hospital", "community"):
            with refused("not_permitted"):
                offices[office].looks_up(li, "contact-tracing")
        with refused("not_permitted"):
            window.looks_up(li, "contact-tracing")
        elsewhere = hall.hires(
            "elsewhere", "inspector", authorities=["cdc"], scopes=["taishan"]
        )  # its own division only
        with refused("out_of_scope"):
            elsewhere.looks_up(mother, "contact-tracing")
        assert elsewhere.looks_up(li, "contact-tracing")
        assert len(me.looked_up()) - len(mothers.looked_up()) >= 3
        with refused("person_unknown"):
            offices["cdc"].posts(
                "/v1/look-ups", {"purpose": "contact-tracing", "person": me.screen}
            )
