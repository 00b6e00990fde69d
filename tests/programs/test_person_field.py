"""Choices of people: by name and year of birth, never by the portal's number."""

import pytest

from households.models import Person
from programs.forms.loans import LoanForm
from programs.forms.people import person_name
from programs.forms.support import SupportForm


@pytest.mark.parametrize("form", [SupportForm, LoanForm])
def test_people_are_chosen_by_name_and_year(form):
    field = form.base_fields["person"]
    person = Person(pk=259, name="Đinh Thị Mận", birth_year=1980)
    assert field.label_from_instance(person) == "Đinh Thị Mận, sinh năm 1980"
    assert person_name(Person(pk=260, name="Y Hoa")) == "Y Hoa"
