"""A neighbourhood in Guangzhou in February 2020: passes without colours, for seven days."""

from pathlib import Path

from huepass.core import from_text
from programmes.city import refused
from programmes.town import town_of

WELL = {"fever": False, "cough": False, "contact": False}


def test_a_neighbourhood_goes_by_passes_of_seven_days(tmp_path: Path) -> None:
    with town_of("suikang-2020-02", "02-20 08:00", tmp_path) as town:
        gate = town.gate
        committee = town.hall.hires(
            "committee", "registrar", "inspector", authorities=["committee"]
        )

        # Whoever reports their health has a pass at once. It is black and white.
        li, phone = town.citizen(name="李小明"), town.phone()
        me = phone.declares(li, answers=WELL)
        assert me.colour == "plain"
        assert gate.lets_pass(me.screen)
        assert "do not register them again" in me.why()  # what the gate's staff are told
        assert "Everybody in a vehicle shows a pass of their own" in me.why()

        # Whoever hasn't has none.
        silent = town.phone().declares(town.citizen())
        assert gate.stops(silent.screen)

        # One person, one code: nobody gets a second one, on whatever phone.
        with refused("person_exists"):
            town.phone().declares(li, answers=WELL)

        # What is forwarded carries nothing of what was reported, and is soon worth nothing.
        forwarded = me.screen
        for word in (li.number, li.name, "fever"):
            assert word.encode() not in from_text(forwarded)
        town.clock.now += 120
        with refused("proof_not_fresh"):
            gate.sees(forwarded)

        # A report on behalf of the family gives each a code of their own, kept in this phone.
        granny, child = town.citizen(), town.citizen()
        grannys = me.applies_for(granny, answers=WELL)
        childs = me.applies_for(child, answers=WELL)
        assert all(gate.lets_pass(one.screen) for one in (me, grannys, childs))
        assert [one.page["identities"][0]["number"][-2:] for one in (grannys, childs)] == [
            granny.number[-2:], child.number[-2:]
        ]  # fmt: skip
        grannys.reports(**{**WELL, "remarks": "a cold"})
        assert len(grannys.records("report")) == 2
        assert len(me.records("report")) == 1

        # Somebody else's code is added by scanning what they share.
        neighbour = town.phone().takes(grannys.shares())
        assert gate.lets_pass(neighbour.screen)
        held = {one["origin"] for one in grannys.lists("/v1/holder/wallets")}
        assert held == {"family", "shared"}

        # Whoever was added by others can still add it on a phone of their own.
        offer = committee.posts(f"/v1/persons/{committee.finds(granny)}/offers")["offer"]
        own = town.phone().takes(offer)
        assert gate.lets_pass(own.screen)
        assert gate.lets_pass(grannys.screen)

        # Without a smartphone one declares at the committee, and gets a pass on paper.
        old = committee.registers(town.citizen(), "committee", answers=WELL)
        paper = committee.prints(old)
        assert gate.lets_pass(paper)
        sheets = committee.posts("/v1/paper-sheets", {"persons": [old]})
        assert sheets.startswith(b"%PDF")

        # Offline is for nobody else, and neither is paper.
        with refused("device_at_hand"):
            committee.registers(town.citizen(), "property", no_device=False)
        for who in ("self", "family"):
            with refused("channel_not_accepted"):
                committee.registers(town.citizen(), who)
        with refused("paper_not_allowed", "Passes on paper are for people without a smartphone"):
            me.prints()
        with refused("paper_not_allowed", "没有智能手机"):
            committee.prints(committee.finds(li))

        # The committee looks somebody up for its visits, and that person can read it.
        found = committee.looks_up(li, "visit")
        assert found["colour"]["colour"] == "plain"
        assert found["reports"][0]["answers"] == WELL
        assert {"readings", "categories", "proofs"}.isdisjoint(found)
        assert li.number not in str(found) and li.name not in str(found)
        assert me.looked_up()[0] == "visit"

        # Seven days after the report the pass has run out, and a new report renews it.
        town.goes_to("02-27 07:59")
        assert gate.lets_pass(paper)
        me.refreshes()
        town.goes_to("02-27 08:03")
        assert me.colour == "grey"
        for text in (me.screen, paper):
            with refused("revoked"):
                gate.sees(text)
        assert "Report your health; the pass is valid again at once" in me.why()
        me.reports(**WELL)
        me.refreshes()
        assert gate.lets_pass(me.screen)
        committee.reports_for(old, **WELL)
        assert gate.lets_pass(committee.prints(old))
