"""Answers as people type them, and as people read them.

Numbers are Vietnamese: a point groups thousands, a comma marks decimals.
"""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

from households.rules.form_2022.shape import Answer, Kind, Question

DECIMALS = 2
PLAIN = re.compile(r"-?\d+(,\d+)?")
GROUPED = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?")

YES = frozenset({"true", "yes"})
NO = frozenset({"false", "no"})


class AnswerError(ValueError):
    """An answer that cannot be taken; the message is Vietnamese, for the officer."""


def parse_number(text: str) -> Decimal:
    """A number typed the Vietnamese way; ``AnswerError`` for any other form."""
    bare = text.strip().replace("\u00a0", "")
    if GROUPED.fullmatch(bare):
        return Decimal(bare.replace(".", "").replace(",", "."))
    if PLAIN.fullmatch(bare):
        return Decimal(bare.replace(",", "."))
    raise AnswerError(
        f"“{text}” không phải là số. Viết dấu phẩy cho phần thập phân và dấu chấm cho "
        "hàng nghìn, ví dụ 45,5 hoặc 1.500."
    )


def clean_answer(question: Question, raw: object) -> Answer:
    """What was typed or sent, as it is stored; empty is ``None``.

    ``raw`` is text, or a JSON value. Raises ``AnswerError``.
    """
    if isinstance(raw, str):
        raw = unicodedata.normalize("NFC", raw).strip()
    if raw is None or raw == "" or raw == []:
        return None
    return READERS[question.kind](question, raw)


def _choice(question: Question, raw: object) -> Answer:
    for option in question.options:
        if option.code == raw:
            return option.code
    raise AnswerError(f"“{question.label}”: chọn một trong các ý đã cho.")


def _multi(question: Question, raw: object) -> Answer:
    sent = [raw] if isinstance(raw, str) else raw
    if not isinstance(sent, list | tuple):
        raise AnswerError(f"“{question.label}”: chọn trong các ý đã cho.")
    chosen = [option for option in question.options if option.code in sent]
    if len(chosen) != len({str(each) for each in sent}):
        raise AnswerError(f"“{question.label}”: chọn trong các ý đã cho.")
    if len(chosen) > 1:
        for option in chosen:
            if option.alone:
                text = f"“{question.label}”: “{option.label}” không đi cùng ý khác."
                raise AnswerError(text)
    return [option.code for option in chosen]


def _yes_no(question: Question, raw: object) -> Answer:
    if isinstance(raw, bool):
        return raw
    if raw in YES:
        return True
    if raw in NO:
        return False
    raise AnswerError(f"“{question.label}”: chọn có hoặc không.")


def _number(question: Question, raw: object) -> Answer:
    number = _bounded(question, raw)
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < -DECIMALS:
        raise AnswerError(f"“{question.label}”: ghi không quá {DECIMALS} số lẻ.")
    return f"{number.normalize():f}"


def _integer(question: Question, raw: object) -> Answer:
    number = _bounded(question, raw)
    if number != int(number):
        raise AnswerError(f"“{question.label}”: ghi số nguyên.")
    return int(number)


def _text(question: Question, raw: object) -> Answer:
    text = str(raw)
    if question.maximum is not None and len(text) > question.maximum:
        limit = question.maximum
        raise AnswerError(f"“{question.label}”: ghi không quá {limit} ký tự.")
    return text


def _bounded(question: Question, raw: object) -> Decimal:
    number = _decimal(raw)
    low, high = question.minimum, question.maximum
    if low is not None and number < low:
        raise AnswerError(f"“{question.label}”: phải từ {low} trở lên.")
    if high is not None and number > high:
        raise AnswerError(f"“{question.label}”: phải không quá {high}.")
    return number


def _decimal(raw: object) -> Decimal:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        number = Decimal(str(raw))
        if number.is_finite():
            return number
    return parse_number(str(raw))


READERS: dict[Kind, Callable[[Question, object], Answer]] = {
    Kind.CHOICE: _choice,
    Kind.MULTI: _multi,
    Kind.YES_NO: _yes_no,
    Kind.NUMBER: _number,
    Kind.INTEGER: _integer,
    Kind.TEXT: _text,
}


def show_answer(question: Question, value: Answer) -> str:
    """A stored answer as a reader sees it; a number also as it would be typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, list):
        return "; ".join(o.label for o in question.options if o.code in value)
    if question.kind is Kind.CHOICE:
        return next((o.label for o in question.options if o.code == value), "")
    text = str(value)
    return text.replace(".", ",") if question.kind is Kind.NUMBER else text
