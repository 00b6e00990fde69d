"""Figures as charts: pure functions from what services read to a chart as data."""

from reports.services.drawings.areas import BY_AREA, by_area
from reports.services.drawings.deprivations import BY_DEPRIVATION, by_deprivation
from reports.services.drawings.movements import MOVEMENT, by_movement
from reports.services.drawings.parts import CAUSES, GROUPS, by_cause, by_group
from reports.services.drawings.rooms import charts_of
from reports.services.drawings.said import HOUSEHOLDS, PER_CENT, of_overview
from reports.services.drawings.trends import TREND, by_year

__all__ = [
    "BY_AREA",
    "BY_DEPRIVATION",
    "CAUSES",
    "GROUPS",
    "HOUSEHOLDS",
    "MOVEMENT",
    "PER_CENT",
    "TREND",
    "by_area",
    "by_cause",
    "by_deprivation",
    "by_group",
    "by_movement",
    "by_year",
    "charts_of",
    "of_overview",
]
