"""Guangzhou from 24 March 2020: blue, green and red, with names and faces checked."""

from pathlib import Path

from programmes.city import refused
from programmes.town import town_of

# Each group: who sets it, why, who lifts it, why, and an authority that may not.
GROUPS = (
    ("home-quarantine", "district", "contact", "hospital", "ended", "community"),
    ("central-quarantine", "cdc", "arrival", "district", "ended", "community"),
    ("close-contact", "cdc", "household", "cdc", "case-excluded", "district"),
    ("suspected-case", "hospital", "symptoms", "hospital", "excluded", "cdc"),
    ("confirmed-case", "hospital", "diagnosis", "hospital", "recovered", "cdc"),
    ("positive-test", "cdc", "laboratory", "hospital", "negative", "cdc"),
    ("key-area-arrival", "district", "declared", "community", "rules", "district"),
)


def test_a_family_goes_by_blue_green_and_red(tmp_path: Path) -> None:
    with town_of("suikang", "03-24 08:00", tmp_path) as town:
        gate, hall = town.gate, town.hall
        names = ("district", "cdc", "hospital", "community", "employer")
        offices = {name: hall.hires(name, "authority", authorities=[name]) for name in names}
        committee = hall.hires("committee", "registrar")

        # Blue is for whoever applies with their name and face. Saying a name is not enough.
        li, phone = town.citizen(name="李小明"), town.phone()
        with refused("proofing_not_accepted"):
            phone.declares(li)
        me = phone.proves(li)
        assert me.colour == "blue"
        assert gate.lets_pass(me.screen)
        (identity,) = me.page["identities"]
        assert identity["proofing"] == "provider"
        assert identity["name"] == "李**"
        assert "19500312" not in identity["number"]

        # Green is for whom somebody else applies because they can't.
        child, granny = town.citizen(), town.citizen()
        with refused("device_at_hand"):
            phone.proves(child, "family")
        childs = phone.proves(child, "family", no_device=True)
        assert childs.colour == "green"
        number = committee.registers(granny, "committee")
        with refused("proofing_not_accepted"):
            me.applies_for(town.citizen(), no_device=True)

        # The family's codes are side by side in one phone; each shows its own person alone.
        assert [one.page["label"]["zh"] for one in (me, childs)] == ["蓝码", "绿码"]
        assert me.page["identities"] != childs.page["identities"]
        assert all(gate.lets_pass(one.screen) for one in (me, childs))

        # A page of the family is printed and valid; whoever has a phone shows that.
        assert gate.lets_pass(childs.prints())
        assert gate.lets_pass(committee.prints(number))
        with refused("paper_not_allowed", "whoever applied with their own phone"):
            me.prints()

        # A change of health is to be reported.
        me.reports(fever=True, symptoms="cough")
        assert me.colour == "blue"
        assert me.answered("fever") == [True]

        # Red is for seven groups. Each is set by its authority, with a reason that the person
        # reads, and lifted by the right one, in the same way.
        mine = committee.finds(li)
        for day, (group, setter, why, lifter, then, wrong) in enumerate(GROUPS, 25):
            with refused("statement_reason_invalid", why):
                offices[setter].puts(mine, group, "because")
            offices[setter].puts(mine, group, why)
            assert me.colour == "red"
            with refused("revoked"):
                gate.sees(me.screen)
            me.refreshes()
            assert gate.stops(me.screen)
            label = me.records("category")[0]["because"]["name"]
            assert f"Reason: {label['en']}." in me.why()
            assert f"理由：{label['zh']}。" in me.why("zh")
            assert "lift" in me.why()
            with refused("not_permitted"):
                offices[wrong].lifts(mine, group, then)
            offices[lifter].lifts(mine, group, then)
            assert me.colour == "blue"
            lifted = me.records("category")[0]
            assert (lifted["lifted"], lifted["authority"]["id"]) == (True, lifter)
            town.goes_to(f"03-{day} 09:00")
            me.refreshes()
            assert gate.lets_pass(me.screen)

        # Nobody is made red without a group and an authority.
        with refused("decisions_off"):
            hall.asks("PUT", f"/v1/persons/{mine}/colour", {"colour": "red", "reason": "because"})
        with refused("not_permitted"):
            committee.puts(mine, "close-contact", "household")

        # One person, one code: the same face on another phone is the same person.
        again = town.phone().proves(li)
        assert {one["origin"] for one in again.lists("/v1/holder/wallets")} == {"holder"}
        assert len(again.lists("/v1/holder/wallets")) == 2

        # It is valid for the long term.
        town.goes_to("04-20 08:00")
        me.refreshes()
        assert gate.lets_pass(me.screen)

        # A lost phone: its owner shows their face to a new one, and the old one is worth nothing.
        new = town.phone().recovers(li)
        assert gate.lets_pass(new.screen)
        with refused("revoked"):
            gate.sees(me.screen)
        with refused("wallet_ended"):
            me.refreshes()
