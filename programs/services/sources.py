"""Where counted rows come from, when it is one and the same source."""

from povertyportal.areas.models import Provenance


def common_source(first: str | None, last: str | None) -> str:
    """The provenance that all rows share (the least and the greatest of them).

    "" where there are several, none, or the portal's own officers: nothing to say.
    """
    is_one = first == last and first not in {None, Provenance.ENTERED}
    return str(first) if is_one else ""
