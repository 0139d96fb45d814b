"""A small programme to record facts under, and its second version."""

from huepass.issuer.domain.records import Role, Staff
from huepass.issuer.service import moving, staffing
from huepass.issuer.service.office import Office
from huepass.issuer.store import divisions

HOUR = 3600
DAY = 24 * HOUR


def both(english: str) -> str:
    return f'{{ en = "{english}", zh = "中文 {english}" }}'


def colour(name: str, level: str) -> str:
    return f'[colours.{name}]\nlevel = "{level}"\nlabel = {both(name)}\ndisplay = "#123456"\n'


def rule(reason: str, given: str, when: str = "") -> str:
    condition = f"when = '{when}'\n" if when else ""
    return (
        f'[[rules]]\nreason = "{reason}"\ncolour = "{given}"\n{condition}'
        f"text = {both(reason)}\nguidance = {both('wait')}\n"
    )


def category(name: str, set_by: str, lift_by: str, more: str = "") -> str:
    return (
        f'[categories.{name}]\nlabel = {both(name)}\nset_by = ["{set_by}"]\n'
        f'lift_by = ["{lift_by}"]\nguidance = {both("stay")}\n{more}\n'
    )


_HEAD = f"""
[programme]
id = "town"
version = 1
title = {both("Town")}
notice = {both("An example.")}
other_documents = {both("Go to the window.")}
time_zone = "Asia/Shanghai"

[validity]
live_step = "12h"
live_lifetime = "12h10m"
paper_step = "1d"
paper_lifetime = "3d"
report = "7d"
"""
_COLOURS = "\n".join(
    colour(name, level)
    for name, level in (
        ("grey", "undetermined"), ("green", "clear"), ("yellow", "check"), ("red", "stop"),
    )
)  # fmt: skip
_REST = f"""
[documents.card]
name = {both("Card")}

[authorities.cdc]
name = {both("Disease control")}

[authorities.hospital]
name = {both("Hospital")}

[regions]
risks = ["low", "high"]

[regions.lake]
name = {both("Lake")}
risk = "low"

[questions.fever]
kind = "yes-no"
text = {both("Fever?")}

[questions.stays]
kind = "stays"
counts_for = "14d"
required = false
text = {both("Where?")}

[applicants.self]
name = {both("Self")}
channels = ["online"]

[applicants.community]
name = {both("Community")}
channels = ["offline"]
needs_no_device = true

[evidence.vaccinated]
issuer = "national"
kind = "vaccination"
name = {both("Vaccinated")}

[editing]
colours = ["green"]
"""
_GATE = "\n".join(
    f'[gate.{level}]\naction = "{action}"\ntext = {both("do it")}'
    for level, action in (
        ("clear", "pass"), ("check", "check"), ("stop", "refuse"), ("undetermined", "refuse"),
    )
)  # fmt: skip
_CATEGORIES = category("case", "hospital", "hospital")
_WATCHED = category("watched", "cdc", "cdc", 'lasts = "2d"')
_RULES = (
    rule("is_case", "red", '"case" in categories')
    + rule("is_watched", "yellow", '"watched" in categories')
    + rule("is_feverish", "yellow", "report.fever")
    + rule("came_from_there", "yellow", '"high" in stays')
    + rule("is_hot", "red", "temperature >= 37.3")
)
_LAST = rule("is_well", "green", 'registered && reported || "vaccinated" in evidence') + rule(
    "is_unknown", "grey"
)

FIRST = "\n".join((_HEAD, _COLOURS, _REST, _CATEGORIES, _WATCHED, _RULES, _LAST, _GATE))
"""Version 1."""

_SUCCESSION = f"""
[[successions]]
from = 1
categories = {{ watched = "observed" }}
note = {both("Watched is called observed.")}
"""
SECOND = "\n".join(
    (
        _HEAD.replace("version = 1", "version = 2"),
        _COLOURS + colour("orange", "check"),
        _REST,
        _CATEGORIES,
        category("observed", "cdc", "cdc", 'lasts = "2d"'),
        _RULES.replace("watched", "observed").replace(
            'reason = "is_feverish"\ncolour = "yellow"', 'reason = "is_feverish"\ncolour = "red"'
        ),
        _LAST,
        _GATE,
        _SUCCESSION,
    )
)
"""Version 2: a fever is red, and `watched` has another name."""


def put_in_force(office: Office, text: str) -> None:
    """Load a programme and evaluate everybody by it."""
    moving.load(office, text.encode(), None)
    for _ in moving.go_on(office, moving.in_this_process(office)):
        pass


def districts(office: Office, *ids: str) -> None:
    """There are these administrative divisions."""
    with office.store.write() as connection:
        divisions.put(connection, [divisions.Division(one, one, f"区 {one}") for one in ids])


def registrar(office: Office, name: str, *scopes: str) -> Staff:
    """A registrar who acts in divisions."""
    staffing.add_staff(office, name, [Role.REGISTRAR], scopes=scopes)
    return staffing.staff_named(office, name, Role.REGISTRAR)


def doctor(office: Office, name: str = "chen", *authorities: str) -> Staff:
    """A staff member who acts for authorities."""
    staffing.add_staff(office, name, [Role.AUTHORITY], authorities)
    return staffing.staff_named(office, name, Role.AUTHORITY)


_DOCUMENTS = "\n".join(
    f'[documents.{name}]\nname = {both(name)}\nnumber = "{format_}"\n'
    for name, format_ in (
        ("mainland-id", "cn-resident-id"),
        ("passport", "icao-9303"),
        ("permit", "cn-hk-macao-permit"),
    )
)
_APPLICANTS = f"""
[applicants.self]
name = {both("Self")}
channels = ["online", "offline"]
proofing = ["declared", "provider", "registrar"]

[applicants.family]
name = {both("Family")}
channels = ["online"]
needs_no_device = true
proofing = ["declared", "provider"]

[applicants.colleague]
name = {both("Colleague")}
channels = ["online", "offline"]
proofing = ["provider", "registrar"]
"""
PEOPLE = FIRST.replace(
    f'[applicants.self]\nname = {both("Self")}\nchannels = ["online"]\n', _APPLICANTS
).replace("[authorities.cdc]", _DOCUMENTS + "[authorities.cdc]")
"""Version 1, with documents whose numbers are asked for, and ways to know who a person is."""
