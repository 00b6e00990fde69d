"""The 54 ethnic groups of Viet Nam, in the spelling of official lists.

Source: Decision 121-TCTK/PPCĐ of 02/03/1979 of the General Statistics Office
(recalled, not verified against the gazette); "Khác" stands for people of
foreign origin or undetermined group.
"""

KINH = "Kinh"

ETHNICITIES: tuple[str, ...] = (
    KINH,
    *("Ba Na", "Bố Y", "Brâu", "Bru - Vân Kiều", "Chăm", "Chơ Ro", "Chu Ru", "Chứt"),
    *("Co", "Cơ Ho", "Cờ Lao", "Cơ Tu", "Cống", "Dao", "Ê Đê", "Gia Rai", "Giáy"),
    *("Gié - Triêng", "Hà Nhì", "Hoa", "Hrê", "Kháng", "Khmer", "Khơ Mú", "La Chí"),
    *("La Ha", "La Hủ", "Lào", "Lô Lô", "Lự", "Mạ", "Mảng", "Mnông", "Mông", "Mường"),
    *("Ngái", "Nùng", "Ơ Đu", "Pà Thẻn", "Phù Lá", "Pu Péo", "Ra Glai", "Rơ Măm"),
    *("Sán Chay", "Sán Dìu", "Si La", "Tày", "Tà Ôi", "Thái", "Thổ", "Xinh Mun"),
    *("Xơ Đăng", "Xtiêng", "Khác"),
)
