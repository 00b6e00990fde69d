"""Programmes and components: what runs in a year, for pages and for forms."""

from django.db.models import QuerySet

from programs.models import Component


def component_choices(year: int) -> "QuerySet[Component]":
    """Components of the programmes that run in a year, in the order of their papers.

    A project that has parts stays a choice: money may be given to it as a whole.
    """
    return (
        Component.objects.filter(
            programme__starts_year__lte=year, programme__ends_year__gte=year
        )
        .select_related("programme")
        .order_by("programme__name", "position", "code")
    )
