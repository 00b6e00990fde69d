"""Words as they stand inside a sentence."""


def lowered(words: str) -> str:
    """The first letter small, the others as they are: "Hộ nghèo" as "hộ nghèo"."""
    return words[:1].lower() + words[1:]
