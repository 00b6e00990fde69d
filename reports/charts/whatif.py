"""The chart of an answer about another standard: its run stands in the address."""

from collections.abc import Mapping

from django.http import QueryDict

from povertyportal.accounts.models import Officer
from povertyportal.jobs.models import JobState
from povertyportal.ui.numbers import number_or_zero
from reports.charts.source import Asked, Source
from reports.exports.whatif import run_or_404
from reports.services.whatif.drawing import CODE, by_move
from reports.services.whatif.showing import transition


def _by_move(by: Officer, query: QueryDict) -> Asked:
    run = run_or_404(by, number_or_zero(query.get("run")), state=JobState.DONE)
    return Asked(by_move(run, transition(run)), run.commune_ids)


CHARTS: Mapping[str, Source] = {CODE: _by_move}
