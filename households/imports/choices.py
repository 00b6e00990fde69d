"""Words that communes write in lists, as values of the register."""

from collections.abc import Mapping

from households.models import Outcome, Sex
from households.rules.ethnicities import ETHNICITIES
from povertyportal.sheets.cells import as_text, key_of
from povertyportal.sheets.problems import CellProblem


def _keys(**words: str) -> dict[str, object]:
    pairs = ((value, text.split(";")) for value, text in words.items())
    return {key_of(word): value for value, many in pairs for word in many}


SEXES: Mapping[str, object] = {
    key_of(word): value
    for value, words in {Sex.MALE: ("Nam", "1"), Sex.FEMALE: ("Nữ", "2")}.items()
    for word in words
}

RELATIONS: Mapping[str, object] = _keys(
    head="Chủ hộ;Chủ",
    spouse="Vợ;Chồng;Vợ, chồng;Vợ/chồng;Vợ hoặc chồng",
    child="Con;Con trai;Con gái;Con đẻ;Con nuôi;Con ruột;Con riêng",
    parent="Bố;Mẹ;Bố, mẹ;Cha;Cha, mẹ;Bố đẻ;Mẹ đẻ;Cha đẻ;Bố vợ;Mẹ vợ;Bố chồng;Mẹ chồng;"
    "Ba;Má",
    grandchild="Cháu;Cháu nội;Cháu ngoại;Cháu trai;Cháu gái;Cháu ruột",
    sibling="Anh;Chị;Em;Anh, chị, em;Anh ruột;Chị ruột;Em ruột;Em trai;Em gái;Anh trai;"
    "Chị gái",
    grandparent="Ông;Bà;Ông, bà;Ông nội;Bà nội;Ông ngoại;Bà ngoại",
    in_law="Con dâu;Con rể;Con dâu, con rể;Dâu;Rể",
    other="Khác;Người khác;Ở nhờ;Chắt;Cậu;Cô;Dì;Chú;Bác;Chị dâu;Anh rể;Em dâu;Em rể",
)

CLASSES: Mapping[str, object] = {
    **dict.fromkeys(("1", "ho ngheo", "ngheo", "hn"), Outcome.Class.POOR.value),
    **dict.fromkeys(("2", "ho can ngheo", "can ngheo", "hcn"), "near_poor"),
    # What our own list of a year names besides.
    **dict.fromkeys(
        ("ho khong ngheo", "ho thoat ngheo", "ho thoat can ngheo"),
        Outcome.Class.NOT_POOR.value,
    ),
    "ho co muc song trung binh": Outcome.Class.AVERAGE.value,
}

# Other spellings of the official names; the last two are local groups.
_SPELLINGS = {
    "Jrai": "Gia Rai",
    "Gia-rai": "Gia Rai",
    "Ba-na": "Ba Na",
    "Bahnar": "Ba Na",
    "Ê-đê": "Ê Đê",
    "Cơ-tu": "Cơ Tu",
    "Ka Tu": "Cơ Tu",
    "Gié Triêng": "Gié - Triêng",
    "Xê Đăng": "Xơ Đăng",
    "Pa Cô": "Tà Ôi",
    "Vân Kiều": "Bru - Vân Kiều",
    "H'Mông": "Mông",
    "Sán Chỉ": "Sán Chay",
    "Bhnong": "Gié - Triêng",
    "Bh'noong": "Gié - Triêng",
    "K'Ho": "Cơ Ho",
}


def _ethnic_key(name: str) -> str:
    """Without spaces: M'Nông, M’nông and Mnông are one."""
    return key_of(name).replace(" ", "")


_ETHNICITIES: Mapping[str, str] = {
    **{_ethnic_key(name): name for name in ETHNICITIES},
    **{_ethnic_key(name): official for name, official in _SPELLINGS.items()},
}


def ethnicity(raw: object) -> str:
    """One of the official 54 names, whatever its spelling."""
    try:
        return _ETHNICITIES[_ethnic_key(as_text(raw))]
    except KeyError:
        raise CellProblem(
            "Không có dân tộc này trong danh mục. Hãy ghi tên như trong danh mục 54 "
            "dân tộc, ví dụ Kinh, Mường, Gia Rai."
        ) from None


CAUSE_COUNT = 8
# Of the standard since 2022; that of 2016 has ten.
MOST_INDICATORS = 12
_CAUSE_WORDS = {
    "dat": 1,
    "von": 2,
    "lao dong": 3,
    "cong cu": 4,
    "phuong tien": 4,
    "kien thuc": 5,
    "ky nang": 6,
    "om": 7,
    "benh": 7,
    "tan tat": 7,
    "khuyet tat": 7,
    "tai nan": 7,
    "khac": 8,
}


def causes(raw: object) -> int:
    """Causes of poverty as a mask (bit i-1 is cause i of the 2022 form's eight).

    "2,7", "2; 7" or words: "thiếu vốn; ốm đau". Numbers outside 1-8 are refused.
    """
    mask = 0
    for part in as_text(raw).replace(";", ",").replace("+", ",").split(","):
        word = key_of(part)
        if word:
            mask |= 1 << (_cause(word, part) - 1)
    return mask


def deprivations(raw: object) -> int:
    """Deprived indicators as a mask (bit i-1 is indicator i of the year's standard).

    "1, 9; 10" by number; "0" or "không" for none. How many there are depends on the
    year, which the cell does not know: at most 12.
    """
    mask = 0
    for part in as_text(raw).replace(";", ",").replace("+", ",").split(","):
        word = key_of(part)
        if word.isdigit() and 1 <= int(word) <= MOST_INDICATORS:
            mask |= 1 << (int(word) - 1)
        elif word not in ("", "0", "khong"):
            raise CellProblem(
                f"“{part.strip()}” không phải số của chỉ số thiếu hụt. Hãy ghi các số "
                f"từ 1 đến {MOST_INDICATORS}, ví dụ “1, 9, 10”; ghi 0 nếu hộ không "
                "thiếu chỉ số nào."
            )
    return mask


def _cause(word: str, shown: str) -> int:
    if word.isdigit() and 1 <= int(word) <= CAUSE_COUNT:
        return int(word)
    # "ky nang lao dong" is about skill: the longest word found decides.
    found = [known for known in _CAUSE_WORDS if known in word]
    if "ky nang" in found:
        return 6
    if found and not word.isdigit():
        return _CAUSE_WORDS[max(found, key=len)]
    raise CellProblem(
        f"Không có nguyên nhân “{shown.strip()}”. Hãy ghi số từ 1 đến {CAUSE_COUNT}, "
        "cách nhau bằng dấu phẩy."
    )
