"""What the stories of the programmes share: decisions, lines, components, dates."""

import datetime as dt
from collections.abc import Iterable
from itertools import zip_longest

from households.models import Household, Standing
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level, Provenance
from programs.models import Activity, BudgetLine, Capital, Component
from programs.services.activities import editing, work
from programs.services.money import allocate, plan_money
from programs.services.money_base import Decision, LineKey
from programs.services.payments import Payment, pay

MILLION = 1_000_000
THIS_YEAR = 2026
# Decisions of the demo are nobody's: their numbers say so.
NUMBER = "{:02d}/QĐ-MAU"


def component(programme: str, code: str) -> Component:
    """A component by the codes of the known programmes."""
    return Component.objects.get(programme__code=programme, code=code)


def district(code: str, day: dt.date) -> Area:
    """The district that bore a code on a day."""
    return Area.objects.coded(Level.DISTRICT, code, day).get()


def decision(number: int, day: dt.date, issuer: str) -> Decision:
    """A decision of the demo."""
    return Decision(NUMBER.format(number), day, issuer)


def fund(
    by: Officer, key: LineKey, millions: int, paper: Decision, planned: int = 0
) -> BudgetLine:
    """A line with its plan and its allocation, in triệu đồng; gives the line."""
    plan_money(by=by, key=key, amount=(planned or millions) * MILLION, decision=paper)
    return allocate(by=by, key=key, amount=millions * MILLION, decision=paper).line


def pay_out(
    by: Officer,
    line: BudgetLine,
    rows: Iterable[tuple[dt.date, int, str]],
    activity: Activity | None = None,
) -> None:
    """Payments of a line: (day, triệu đồng, what for)."""
    for number, (day, millions, content) in enumerate(rows, start=1):
        voucher = f"GRV-{line.pk}-{number:02d}"
        payment = Payment(millions * MILLION, day, voucher, content, activity)
        pay(by=by, line=line, payment=payment)


def line_key(
    part: Component | None,
    area: Area,
    year: int,
    source: str,
    capital: str = Capital.RECURRENT,
    purpose: str = "",
) -> LineKey:
    """A line's key with what the demo mostly means."""
    return LineKey(part, purpose, area, year, source, capital)


def begin(by: Officer, plan: editing.Plan, started_on: dt.date) -> Activity:
    """An activity that has begun."""
    made = editing.create_activity(by=by, plan=plan)
    dates = editing.Dates(started_on=started_on)
    return editing.set_dates(by=by, activity=made, dates=dates)


def finish(by: Officer, activity: Activity, *days: dt.date) -> Activity:
    """All its work done, then the days of its end, acceptance and use as given."""
    done = work.Work(days[0], activity.quantity)
    work.add_progress(by=by, activity=activity, work=done, evidence=None)
    names = ("finished_on", "accepted_on", "commissioned_on")
    dates = editing.Dates(activity.started_on, **dict(zip(names, days, strict=False)))
    return editing.set_dates(by=by, activity=activity, dates=dates)


def published(activities: Iterable[Activity]) -> None:
    """Mark activities whose number somebody published: a demo alone may say so."""
    Activity.objects.filter(pk__in=[each.pk for each in activities]).update(
        provenance=Provenance.PUBLISHED
    )


def listed_on(
    day: dt.date, officers: Iterable[Officer], classes: Iterable[str]
) -> list[tuple[Household, Officer]]:
    """Households of the classes on a day, each with who answers for it then and now.

    By turns from each officer's area in the order of their numbers, so that a demo is
    spread over the district and the same each time.
    """
    of_each = []
    for officer in officers:
        scope = scope_of(officer)
        held = Standing.objects.in_force(day).filter(
            scope.rows("household__"),
            commune__in=scope.commune_ids,
            poverty_class__in=list(classes),
            household__state=Household.State.ACTIVE,
        )
        households = Household.objects.filter(pk__in=held.values("household"))
        of_each.append([(each, officer) for each in households.order_by("number")])
    return [each for turn in zip_longest(*of_each) for each in turn if each]
