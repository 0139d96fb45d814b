"""Two provinces that keep their own codes, and gates that understand both."""

import time
from pathlib import Path

from huepass.core import Action, Level
from programmes.city import refused
from programmes.test_national import add, join
from programmes.town import town_of

WELL = {"fever": False, "cough": False}


def test_two_provinces_recognise_each_other(tmp_path: Path) -> None:
    # The commands of the federation go by the real clock, so everybody does here.
    now = int(time.time())
    with (
        town_of("yuekang", now, tmp_path / "a", issuer="guangdong", federation="national") as south,
        town_of("hubei-2", now, tmp_path / "b", issuer="hubei", federation="hubei") as north,
    ):
        mine = south.phone().proves(south.citizen(name="李小明"))
        citizen = north.citizen(name="周小明")
        theirs = north.phone().proves(citizen, answers=WELL)
        doctor = north.hall.hires("doctor", "authority", authorities=["hospital"])
        centre = north.hall.hires("centre", "authority", authorities=["cdc"])

        # Each gate knows its own province's codes, and no others.
        assert south.gate.lets_pass(mine.screen) and north.gate.lets_pass(theirs.screen)
        with refused("unknown_key"):
            south.gate.sees(theirs.screen)
        with refused("unknown_key"):
            north.gate.sees(mine.screen)

        # They join one federation. Nobody's code changes, and no data of people are exchanged.
        guangdong, hubei = (one.office.settings.folder for one in (south, north))
        before = {one.name: one.read_bytes() for one in guangdong.glob("*.db*")}
        add(guangdong, hubei)
        assert join(guangdong, hubei).returncode == 0
        assert {one.name: one.read_bytes() for one in guangdong.glob("*.db*")} == before
        for town in (south, north):
            town.clock.now = int(time.time())
        south.gate.halls.append(north.hall)
        north.gate.halls.append(south.hall)

        # A gate understands the other's colours by their level, without network.
        seen = south.gate.sees(theirs.screen)
        assert (seen.issuer, seen.level, seen.action) == ("hubei", Level.CLEAR, Action.PASS)
        assert north.gate.lets_pass(mine.screen)
        theirs.reports(**{**WELL, "cough": True})
        theirs.refreshes()
        seen = south.gate.sees(theirs.screen)
        assert (seen.labels["zh"], seen.action) == ("黄码", Action.CHECK)

        # What one takes back, the other refuses at once.
        number = north.hall.finds(citizen)
        doctor.puts(number, "confirmed-case", "laboratory")
        with refused("revoked"):
            south.gate.sees(theirs.screen)
        theirs.refreshes()
        assert south.gate.stops(theirs.screen)
        doctor.lifts(number, "confirmed-case", "mistaken")
        assert theirs.records("category")[0]["because"]["name"]["zh"] == "误登记"

        # Each province goes on by its own rules: an authority of one has no say in the other.
        with refused("not_authenticated"):
            south.phone().asks("GET", "/v1/staff/me", headers=centre.bearer())
