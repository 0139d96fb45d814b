"""Statements of authorities: putting a person into a category, and taking them out of it."""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.records import Person, Staff
from huepass.issuer.programme.facts import CategoryLifted, CategorySet, Fact, in_order
from huepass.issuer.programme.model import Category, Programme, Text
from huepass.issuer.service.recording import Case, Recorded


class Statement(NamedTuple):
    """What an authority says about a person."""

    category: str
    authority: str | None
    """For which the staff member acts; the first of theirs that may, if None."""
    reason: str | None
    """One of the category's reasons; None where it has none."""
    at: int | None
    """Since when, seconds; now if None."""


class Stands(NamedTuple):
    """That a person is in a category at the moment."""

    category: Category
    since: int
    until: int | None
    """When it ends unless it is renewed; None if only by being lifted."""
    authority: str
    """Who set it, or renewed it last."""
    reason: str
    """Why; empty if the category has no reasons."""


class Stated(NamedTuple):
    """What putting a person into a category did."""

    person: Person
    revoked: int
    """How many passes it revoked."""
    ends: int | None
    """When it ends unless it is renewed, seconds; None if only by being lifted."""


def setting(statement: Statement, by: Staff) -> Callable[[Case], CategorySet]:
    """What makes the fact that a person is put into a category, or renewed in it.

    It refuses with `not_in_programme`, `not_permitted`, `statement_reason_invalid`, `time_invalid`.
    """

    def make(case: Case) -> CategorySet:
        chosen = _category(case.programme, statement.category)
        acting = _authority(case.programme, chosen, chosen.set_by, by, statement.authority)
        reason = _reason(chosen, chosen.reasons, statement.reason)
        return CategorySet(case.time(statement.at), chosen.id, acting, reason)

    return make


def lifting(statement: Statement, by: Staff) -> Callable[[Case], CategoryLifted]:
    """What makes the fact that a person is taken out of a category, now.

    It refuses with `not_in_programme`, `not_permitted`, `statement_reason_invalid`,
    `category_not_set`.
    """

    def make(case: Case) -> CategoryLifted:
        chosen = _category(case.programme, statement.category)
        acting = _authority(case.programme, chosen, chosen.lift_by, by, statement.authority)
        reason = _reason(chosen, chosen.lift_reasons, statement.reason)
        if chosen.id not in standing(case.programme, case.facts, case.next):
            raise RequestRefused(Reason.CATEGORY_NOT_SET)
        return CategoryLifted(case.next, chosen.id, acting, reason)

    return make


def stated(programme: Programme, done: Recorded) -> Stated:
    """What a statement that `setting` made did, and when it ends."""
    fact = done.fact
    assert isinstance(fact, CategorySet)
    lasts = programme.categories[fact.category].lasts
    return Stated(done.person, done.revoked, None if lasts is None else fact.at + lasts)


def standing(programme: Programme, facts: Iterable[Fact], at: int) -> dict[str, Stands]:
    """The categories of the programme that a person is in at a time, by their ID."""
    found: dict[str, Stands] = {}
    for fact in in_order(facts):
        if fact.at > at:
            break
        if isinstance(fact, CategorySet):
            category = programme.categories.get(fact.category)
            if category is None:
                continue
            until = None if category.lasts is None else fact.at + category.lasts
            before = found.get(fact.category)
            since = fact.at if before is None or _end(before) <= fact.at else before.since
            found[fact.category] = Stands(category, since, until, fact.authority, fact.reason)
        elif isinstance(fact, CategoryLifted):
            found.pop(fact.category, None)
    return {name: one for name, one in sorted(found.items()) if at < _end(one)}


def _end(of: Stands) -> float:
    return math.inf if of.until is None else of.until


def _category(programme: Programme, name: str) -> Category:
    if name not in programme.categories:
        known = ", ".join(programme.categories) or "none"
        raise RequestRefused(Reason.NOT_IN_PROGRAMME, f"its categories are: {known}")
    return programme.categories[name]


def _authority(
    programme: Programme, of: Category, who_may: tuple[str, ...], by: Staff, wanted: str | None
) -> str:
    acting = [name for name in who_may if name in by.authorities and wanted in (None, name)]
    if not acting:
        words = "; ".join(
            f"{name}: {programme.authorities[name].name['en']} "
            f"{programme.authorities[name].name['zh']}"
            for name in who_may
        )
        raise RequestRefused(Reason.NOT_PERMITTED, f"{of.id}: only {words}")
    return acting[0]


def _reason(of: Category, there: Mapping[str, Text], given: str | None) -> str:
    if given is None and not there:
        return ""
    if given is None or given not in there:
        words = "; ".join(f"{name}: {label['en']} {label['zh']}" for name, label in there.items())
        detail = f"{of.id}: one of {words}" if there else f"{of.id}: has none, leave it out"
        raise RequestRefused(Reason.STATEMENT_REASON_INVALID, detail)
    return given
