"""The field that asks for a member of a household, by name and year of birth."""

from django import forms

from households.models import Person


def person_name(person: Person) -> str:
    """A person as a choice names him; two of one name differ by their years."""
    year = person.birth_year
    return f"{person.name}, sinh năm {year}" if year else person.name


class PersonField(forms.ModelChoiceField):
    """One of the persons given, by name."""

    def label_from_instance(self, obj: Person) -> str:
        """As the household's page names him, never by his number in the portal."""
        return person_name(obj)
