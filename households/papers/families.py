"""The sheet that tells a family its result: the same content as its page."""

from dataclasses import asdict

from households.models import Review
from households.papers.common import Asked, Texts
from households.services.season.family import told_to_family


def family(review: Review, asked: Asked) -> Texts:
    """Result, why, what would change it, until when to complain."""
    told = told_to_family(review)
    where = f"Hộ số {told.number}. {told.place}. {told.round_name}."
    if told.surveyed_on:
        where += f" Hỏi gia đình ngày {told.surveyed_on:%d/%m/%Y}."
    return {
        "title": f"Giải thích cho gia đình {told.head_name}",
        "heading": f"Kết quả rà soát của gia đình {told.head_name}",
        "where": where,
        "results": [asdict(each) | {"label": each.label} for each in told.results],
        "complain": list(told.complain),
        "ask": list(told.ask),
    }
