"""Vietnamese dictionary order as a plain ASCII key.

PostgreSQL here has no Vietnamese collation, so the key is stored beside the name in a
column with COLLATE "C". The order is that of ICU's `vi`: letters first (a ă â b c d đ
e ê … y), then tones (ngang huyền hỏi ngã sắc nặng), then small before capital letters.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# 'A' onwards: above space, punctuation and digits in the C order.
_RANKS = {letter: chr(ord("A") + i) for i, letter in enumerate(_LETTERS)}
_TONES = {
    "\u0300": "1",  # huyền
    "\u0309": "2",  # hỏi
    "\u0303": "3",  # ngã
    "\u0301": "4",  # sắc
    "\u0323": "5",  # nặng
}
_LETTER_MARKS = {"\u0306", "\u0302", "\u031b"}  # ă, the hat of â ê ô, the horn of ơ ư
_LEVEL = "\x1f"  # between the levels of a key: below every character of a level


class _Weights(NamedTuple):
    letters: str
    tones: str
    cases: str


def vi_key(text: str) -> str:
    """Sort key of a name or place: ASCII, for COLLATE "C" or Python's own order.

    The same for composed and decomposed Unicode; runs of spaces count as one.
    """
    return _LEVEL.join(_weigh(text))


def given_name_key(full_name: str) -> str:
    """Sort key of a person's name: given name (the last word) first, then the rest.

    All "Hà" come before all "Hạ", whatever their family names; capitals decide last.
    """
    *rest, given = full_name.split() or [""]
    first, others = _weigh_word(given), [_weigh_word(word) for word in rest]
    levels = (
        first.letters,
        first.tones,
        " ".join([word.letters for word in others]),
        "0".join([word.tones for word in others]),
        first.cases + "0".join([word.cases for word in others]),
    )
    return _LEVEL.join(levels)


@lru_cache(maxsize=20_000)
def _weigh_word(word: str) -> _Weights:
    """Names share few words: a list of 100,000 persons has some hundreds of them."""
    return _weigh(word)


def _weigh(text: str) -> _Weights:
    letters: list[str] = []
    tones: list[str] = []
    cases: list[str] = []
    for base, tone, marks in _characters(text):
        rank, is_letter = _rank(base, marks)
        if rank == " " and letters[-1:] in ([], [" "]):
            continue
        letters.append(rank)
        tones.append(tone if is_letter else "0")
        cases.append("1" if is_letter and base != base.lower() else "0")
    return _Weights("".join(letters), "".join(tones), "".join(cases))


def _characters(text: str) -> Iterator[tuple[str, str, str]]:
    """(base character, tone digit, marks that make another letter), one by one."""
    base, tone, marks = "", "0", ""
    for char in unicodedata.normalize("NFD", text):
        if base and unicodedata.combining(char):
            tone = _TONES.get(char, tone)
            marks += char if char in _LETTER_MARKS else ""
            continue
        if base:
            yield base, tone, marks
        base, tone, marks = char, "0", ""
    if base:
        yield base, tone, marks


def _rank(base: str, marks: str) -> tuple[str, bool]:
    small = base.lower()
    letter = unicodedata.normalize("NFC", small + marks)
    rank = _RANKS.get(letter) or _RANKS.get(small)
    if rank:
        return rank, True
    if base.isdigit():
        return (base if base in "0123456789" else "9"), False
    if base.isspace():
        return " ", False
    if base in "-_,;:!?./":
        return "!", False
    return ('"' if base in "'’‘`\"" else "#"), False
