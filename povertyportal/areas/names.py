"""Names as people ask for them: without accents, with or without the type word."""

import unicodedata
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Case, Q, When
from django.db.models.expressions import CombinedExpression

from povertyportal.ui.words import lowered

TYPE_WORDS = (
    *("tỉnh", "thành phố", "huyện", "quận", "thị xã", "thị trấn"),
    *("xã", "phường", "đặc khu"),
    *("thôn", "ấp", "bản", "buôn", "làng", "xóm", "khóm", "khu phố", "tổ dân phố"),
)
SHORT_TYPE_WORDS = {
    "tp": "thành phố",
    "tx": "thị xã",
    "tt": "thị trấn",
    "tdp": "tổ dân phố",
}


def in_sentence(name: str) -> str:
    """An area's name inside a sentence: "Xã Gia Vân" as "xã Gia Vân"."""
    if name.lower().startswith(tuple(f"{word} " for word in TYPE_WORDS)):
        return lowered(name)
    return name


def first_of(name: str, many: int) -> str:
    """An area inside a sentence, with how many others there are of its value.

    "Xã Gia Vân" of three as "xã Gia Vân và 2 nơi khác"; alone without.
    """
    others = f" và {many - 1} nơi khác" if many > 1 else ""
    return in_sentence(name) + others


# As unaccent writes them: Ea H’Leo and Ea H'Leo are one name.
PLAIN_SIGNS = str.maketrans("đ‘’‛‐‑‒–—―", "d'''------")


def plain(text: str) -> str:
    """Lower case, no accents, single spaces: what the database's search_key gives."""
    letters = unicodedata.normalize("NFD", text.lower().translate(PLAIN_SIGNS))
    kept = (char for char in letters if not unicodedata.combining(char))
    return " ".join("".join(kept).split())


PLAIN_TYPES = tuple(plain(word) for word in TYPE_WORDS)


@dataclass(frozen=True)
class AskedName:
    """What was asked: in plain letters whole and without its type, and as typed."""

    whole: str
    bare: str
    typed: str

    @staticmethod
    def names_with_type(name: str) -> list[str]:
        """The plain name behind each type word."""
        return [f"{word} {name}" for word in PLAIN_TYPES]


def read_name(text: str) -> AskedName:
    """Split off the type word, if there is one and something follows it.

    Typed with accents a word must be the type word itself: "Quán Thánh" is a name,
    "quận Thanh Khê" and "quan thanh khe" begin with a type.
    """
    composed = " ".join(unicodedata.normalize("NFC", text).lower().split())
    first, _, rest = composed.partition(" ")
    if rest and first.rstrip(".") in SHORT_TYPE_WORDS:
        composed = f"{SHORT_TYPE_WORDS[first.rstrip('.')]} {rest}"
    whole = plain(composed)
    for word, plain_word in zip(TYPE_WORDS, PLAIN_TYPES, strict=True):
        typed = composed[: len(word)]
        if typed in {word, plain_word} and composed[len(word) :].startswith(" "):
            rest = composed[len(word) + 1 :]
            return AskedName(whole, plain(rest), rest)
    return AskedName(whole, whole, composed)


def matching(asked: AskedName) -> Q:
    """Names of which a word begins as asked, with or without the type word."""
    return (
        Q(name_key__startswith=asked.whole)
        | Q(name_key__contains=f" {asked.whole}")
        | Q(name_key__contains=f" {asked.bare}")
    )


def likeness(asked: AskedName) -> CombinedExpression:
    """How well a name fits, 0 to 7.

    Same name and type before same name, that before one which begins so; of equals
    the one that also has the accents as typed.
    """
    same_name = asked.names_with_type(asked.bare)
    begins_so = reduce(or_, (Q(name_key__startswith=name) for name in same_name))
    same_type = [asked.whole, *asked.names_with_type(asked.whole)]
    letters = Case(
        When(name_key__in=same_type, then=6),
        When(name_key__in=same_name, then=4),
        When(begins_so | Q(name_key__startswith=asked.whole), then=2),
        default=0,
    )
    return letters + Case(When(name__icontains=asked.typed, then=1), default=0)
