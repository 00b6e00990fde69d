"""On which list of a decision a household is, and for how long its lists hold.

QĐ 24/2021/QĐ-TTg, Mẫu 02: four lists, of poor, near-poor, escaped poor and escaped
near-poor households. How long a decision of a regular review holds was not found:
until the end of the list's year, when the annual list follows, is our reading.
"""

import datetime as dt

from households.rules.outcome import PovertyClass

POOR, NEAR_POOR, AVERAGE = "poor", "near_poor", "average"
ESCAPED_POOR, ESCAPED_NEAR, NONE = "escaped_poor", "escaped_near", "none"


class Undetermined(ValueError):
    """A result that is not known puts a household on no list."""


class Expired(ValueError):
    """The standard's lists have ended before the decision would begin."""


def list_of(former: str, now: str) -> str:
    """The list of a household: its class the day before, and its result.

    `former` is empty for a household without a standing. Poor and near-poor come
    first: who was poor and is near-poor stays on a list. Raises Undetermined.
    """
    if now == PovertyClass.UNDETERMINED:
        raise Undetermined(now)
    if now in {PovertyClass.POOR, PovertyClass.NEAR_POOR}:
        return POOR if now == PovertyClass.POOR else NEAR_POOR
    if former == PovertyClass.POOR:
        return ESCAPED_POOR
    if former == PovertyClass.NEAR_POOR:
        return ESCAPED_NEAR
    return AVERAGE if now == PovertyClass.AVERAGE else NONE


def list_period(
    *,
    list_valid_from: dt.date,
    is_annual: bool,
    is_governing: bool,
    standard_ends: dt.date,
    signed_on: dt.date,
) -> tuple[dt.date, dt.date]:
    """From when to before when the lists of a decision hold.

    The annual list under the governing standard holds for the year it is made for;
    whatever is decided besides (a regular review, or the standard that is running
    out) from the signature to the end of that year, and no longer than lists of the
    standard (`standard_ends` is their last day). Raises Expired.
    """
    starts = list_valid_from if is_annual and is_governing else signed_on
    ends = min(dt.date(starts.year + 1, 1, 1), standard_ends + dt.timedelta(days=1))
    if starts >= ends:
        raise Expired(f"{standard_ends:%d/%m/%Y}")
    return starts, ends
