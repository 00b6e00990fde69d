"""An answered question about another standard and kept signs for the walk."""

from reports.models import RadarCount, SurveyorShare, WhatIfRow, WhatIfRun


def answer_of(outcome, officer, **fields):
    """The outcome's commune in 2025, held against the standard of 2027."""
    run = WhatIfRun.objects.create(
        owner=officer,
        area=outcome.commune,
        commune_ids=[outcome.commune_id],
        year=2025,
        basis="official",
        standard="ND07_2022",
        other="ND351_2027",
        state="done",
        cells=[[outcome.commune_id, "poor", "listed", 1]],
        whys={"no_form": 1},
        **fields,
    )
    WhatIfRow.objects.create(
        run=run,
        attempt=run.attempt,
        outcome=outcome,
        commune=outcome.commune,
        former="poor",
        result="listed",
        move="stays",
        why_mask=1 << 5,
    )
    return run


def share_of(commune, surveyor, **fields):
    """A surveyor with 30 poor or near-poor of 40, the others with 10 of 40."""
    usual = {
        "year": 2025,
        "reviewed": 40,
        "listed": 30,
        "others_reviewed": 40,
        "others_listed": 10,
        "score": "4.47",
        "is_unusual": True,
    }
    return SurveyorShare.objects.create(
        area=commune, surveyor=surveyor, **usual | fields
    )


def sign_objects(outcome, officers):
    """{key of the access test's world: arguments of the address}."""
    run = answer_of(outcome, officers["commune_officer"])
    commune = outcome.commune
    RadarCount.objects.create(
        area=commune,
        year=2025,
        standard="ND07_2022",
        basis="official",
        near=1,
        before=40,
        now=31,
    )
    share = share_of(commune, officers["surveyor"])
    return {"what_if_run": {"pk": run.pk}, "surveyor_share": {"pk": share.pk}}
