"""When a residents' meeting has agreed on a household's result."""


def passes(agreed: int, attended: int) -> bool:
    """Quyết định 24/2021/QĐ-TTg, họp dân: at least 50% of those who attend agree.

    Exactly one half is enough. No quorum is stated. Below, the household is surveyed
    again and another meeting held. ``ValueError`` when nobody attended, or more
    agreed than attended.
    """
    if attended < 1:
        raise ValueError("Cuộc họp phải có ít nhất 1 người dự.")
    if not 0 <= agreed <= attended:
        raise ValueError(
            f"Số người nhất trí ({agreed}) phải từ 0 đến số người dự ({attended})."
        )
    return agreed * 2 >= attended
