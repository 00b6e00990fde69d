"""Charts drawn on the server as inline SVG, beside a table that holds the numbers.

Bars and points are placed in per cent of the drawing and text is sized in pixels, so a
chart keeps readable letters from a phone to A4. Attributes only: the content policy
allows no style="".
"""

from povertyportal.ui.charts.bars import Bar, Bars, Mark
from povertyportal.ui.charts.chart import Chart
from povertyportal.ui.charts.lines import Break, Lines, Series
from povertyportal.ui.charts.links import leading
from povertyportal.ui.charts.model import (
    Column,
    Drawing,
    Drawn,
    Files,
    Measure,
    Table,
)
from povertyportal.ui.charts.stacks import Stack, Stacks
from povertyportal.ui.charts.waterfall import Step, Waterfall

__all__ = [
    "Bar",
    "Bars",
    "Break",
    "Chart",
    "Column",
    "Drawing",
    "Drawn",
    "Files",
    "Lines",
    "Mark",
    "Measure",
    "Series",
    "Stack",
    "Stacks",
    "Step",
    "Table",
    "Waterfall",
    "leading",
]
