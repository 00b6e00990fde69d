"""Classes at, below and above every known line and cut-off."""

import pytest

from households.rules.classification import PovertyClass
from households.rules.facts import AreaKind
from tests.households.rules.cases import decided

RURAL, URBAN = AreaKind.RURAL, AreaKind.URBAN
POOR, NEAR = PovertyClass.POOR, PovertyClass.NEAR_POOR
AVERAGE, NOT = PovertyClass.AVERAGE, PovertyClass.NOT_POOR


def lines(prefix, kind, rows):
    """Rows (value, deprived, agri, class) with ids such as ND07-D3-rural-140-3."""
    return [
        pytest.param(
            kind,
            value,
            deprived,
            agri,
            found,
            id=f"{prefix}-{kind}-{value}-{deprived}{'-agri' if agri else ''}",
        )
        for value, deprived, agri, found in rows
    ]


@pytest.mark.parametrize(
    ("kind", "income", "deprived", "agri", "found"),
    [
        *lines(
            "QD59",
            RURAL,
            [
                (699_999, 0, False, POOR),
                (700_000, 0, False, POOR),
                (700_000, 10, False, POOR),
                (700_001, 2, False, NEAR),
                (700_001, 3, False, POOR),
                (999_999, 3, False, POOR),
                (1_000_000, 3, False, POOR),
                (1_000_000, 2, False, NEAR),
                (1_000_000, 0, False, NEAR),
                (1_000_001, 10, False, AVERAGE),
                (1_500_000, 0, False, AVERAGE),
                (1_500_001, 10, False, NOT),
            ],
        ),
        *lines(
            "QD59",
            URBAN,
            [
                (899_999, 0, False, POOR),
                (900_000, 0, False, POOR),
                (900_001, 2, False, NEAR),
                (900_001, 3, False, POOR),
                (1_299_999, 2, False, NEAR),
                (1_300_000, 3, False, POOR),
                (1_300_000, 2, False, NEAR),
                (1_300_001, 3, False, AVERAGE),
                (1_950_000, 3, False, AVERAGE),
                (1_950_001, 3, False, NOT),
            ],
        ),
    ],
)
def test_income_qd59(kind, income, deprived, agri, found):
    decision = decided("QD59_2016", kind, deprived, agri=agri, income=income)
    assert decision.poverty_class is found


@pytest.mark.parametrize(
    ("kind", "income", "deprived", "agri", "found"),
    [
        *lines(
            "ND07-D3",
            RURAL,
            [
                (1_499_999, 3, False, POOR),
                (1_500_000, 3, False, POOR),
                (1_500_000, 2, False, NEAR),
                (1_500_000, 0, False, NEAR),
                (1_500_001, 12, False, NOT),
                (1_500_001, 12, True, AVERAGE),
                (2_250_000, 0, True, AVERAGE),
                (2_250_001, 0, True, NOT),
            ],
        ),
        *lines(
            "ND07-D3",
            URBAN,
            [
                (1_999_999, 3, False, POOR),
                (2_000_000, 3, False, POOR),
                (2_000_000, 2, False, NEAR),
                (2_000_001, 3, False, NOT),
                (2_000_001, 3, True, AVERAGE),
                (3_000_000, 3, True, AVERAGE),
                (3_000_001, 3, True, NOT),
            ],
        ),
    ],
)
def test_income_nd07(kind, income, deprived, agri, found):
    decision = decided("ND07_2022", kind, deprived, agri=agri, income=income)
    assert decision.poverty_class is found


@pytest.mark.parametrize(
    ("kind", "income", "deprived", "agri", "found"),
    [
        *lines(
            "ND351",
            RURAL,
            [
                # The step of 1.900.000 stood only in the draft: it divides nothing.
                (1_900_000, 2, False, NEAR),
                (2_199_999, 3, False, POOR),
                (2_200_000, 3, False, POOR),
                (2_200_000, 2, False, NEAR),
                (2_200_000, 0, False, NEAR),
                (2_200_001, 12, True, NOT),
            ],
        ),
        *lines(
            "ND351",
            URBAN,
            [
                (2_500_000, 0, False, NEAR),
                (2_799_999, 3, False, POOR),
                (2_800_000, 3, False, POOR),
                (2_800_000, 2, False, NEAR),
                (2_800_001, 3, False, NOT),
            ],
        ),
    ],
)
def test_income_nd351(kind, income, deprived, agri, found):
    decision = decided("ND351_2027", kind, deprived, agri=agri, income=income)
    assert decision.poverty_class is found


@pytest.mark.parametrize(
    ("kind", "b1", "deprived", "agri", "found"),
    [
        *lines(
            "TT07",
            RURAL,
            [
                (139, 3, False, POOR),
                (140, 3, False, POOR),
                (140, 4, False, POOR),
                (140, 2, False, NEAR),
                (140, 0, False, NEAR),
                (141, 12, False, NOT),
                (141, 0, False, NOT),
                (141, 3, True, AVERAGE),
                (194, 3, True, AVERAGE),
                (195, 3, True, AVERAGE),
                (196, 3, True, NOT),
            ],
        ),
        *lines(
            "TT07",
            URBAN,
            [
                (174, 3, False, POOR),
                (175, 3, False, POOR),
                (175, 2, False, NEAR),
                (176, 3, False, NOT),
                (176, 3, True, AVERAGE),
                (254, 3, True, AVERAGE),
                (255, 3, True, AVERAGE),
                (256, 3, True, NOT),
            ],
        ),
    ],
)
def test_points_nd07(kind, b1, deprived, agri, found):
    decision = decided("ND07_2022", kind, deprived, agri=agri, b1=b1)
    assert decision.poverty_class is found
    assert decision.b2 == 10 * deprived


@pytest.mark.parametrize(
    ("kind", "b1", "deprived", "agri", "found"),
    [
        *lines(
            "TT17-recalled",
            RURAL,
            [
                (119, 0, False, POOR),
                (120, 0, False, POOR),
                (121, 2, False, NEAR),
                (121, 3, False, POOR),
                (150, 2, False, NEAR),
                (150, 3, False, POOR),
                (151, 10, False, NOT),
            ],
        ),
        *lines(
            "TT17-recalled",
            URBAN,
            [
                (140, 0, False, POOR),
                (141, 2, False, NEAR),
                (141, 3, False, POOR),
                (175, 2, False, NEAR),
                (175, 3, False, POOR),
                (176, 10, False, NOT),
            ],
        ),
    ],
)
def test_points_qd59(kind, b1, deprived, agri, found):
    decision = decided("QD59_2016", kind, deprived, agri=agri, b1=b1)
    assert decision.poverty_class is found
    assert not any(reason.verified for reason in decision.reasons[:2])
