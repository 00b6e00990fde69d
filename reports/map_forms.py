"""What the map shows: chosen in its address."""

from django import forms

from households.rules.standards import STANDARDS
from povertyportal.areas.models import Area
from reports.forms import PeriodForm, offer
from reports.services.maps.measures import DEPRIVED, MEASURES, Asked
from reports.services.selection import Choice


class MapForm(PeriodForm):
    """Period and measure; of the deprivations also the indicator."""

    def __init__(self, *, choice: Choice, area: Area | None, asked: Asked) -> None:
        super().__init__(choice=choice, area=area)
        self.fields["xem"] = forms.ChoiceField(label="Số liệu")
        self.initial["xem"] = asked.shown.code
        offer(self, "xem", [(each.code, each.name) for each in MEASURES.values()])
        if asked.shown.code == DEPRIVED:
            self.fields["chi_so"] = forms.ChoiceField(label="Chỉ số thiếu hụt")
            self.initial["chi_so"] = str(asked.indicator)
            indicators = STANDARDS[choice.period.standard].indicators
            offer(
                self, "chi_so", [(str(each.number), each.name) for each in indicators]
            )
        self.order_fields(["area", "xem", "chi_so", "year", "standard", "basis"])
