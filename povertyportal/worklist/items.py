"""What an item of "Việc cần làm" is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """One thing to do: a sentence, how many, where to go."""

    title: str
    count: int
    url: str
    hint: str = ""
    is_late: bool = False
