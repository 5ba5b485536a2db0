"""Vietnamese names: people, communes, places.  Frequencies of family names as counted in public lists.

Nguyễn 38 %, Trần 11 %, Lê 9.5 %, Phạm 7 % ... (Lê Trung Hoa, *Họ và tên người Việt Nam*, 2005, rounded);
middle and given names: assumed.
"""

import numpy as np

from .chance import Floats, Texts

FAMILY = (
    "Nguyễn 38 Trần 11 Lê 9.5 Phạm 7 Hoàng 4 Phan 4.5 Vũ 3.2 Đặng 2.1 Bùi 2 Đỗ 1.6 Võ 1.5 Hồ 1.3 Ngô 1.3 "
    "Huỳnh 1.2 Dương 1 Lý 0.7 Đinh 0.9 Đào 0.8 Đoàn 0.8 Trịnh 0.8 Mai 0.7 Lương 0.7 Cao 0.6 Tạ 0.5 Hà 0.5 "
    "Chu 0.5 Tô 0.4 Lưu 0.4 Quách 0.3 Thái 0.3 Kiều 0.3 Phùng 0.5 Trương 1.2"
)
MIDDLE = {
    "male": "Văn 36 Đức 8 Hữu 6 Quang 6 Minh 7 Công 4 Xuân 4 Thanh 4 Ngọc 4 Đình 5 Quốc 5 Anh 3 Gia 3 Bá 2 "
    "Trọng 3",
    "female": "Thị 46 Ngọc 7 Thu 6 Thanh 6 Minh 5 Phương 5 Bích 3 Hồng 4 Thuỳ 4 Kim 4 Mai 3 Khánh 3 Diệu 2 "
    "Hoài 2",
}
GIVEN = {
    "male": "Hùng Dũng Tuấn Minh Hải Nam Sơn Long Thắng Cường Đức Quân Hoàng Huy Khánh Phúc Tùng Trung Kiên "
    "Bình Việt Anh Thành Đạt Toàn Hiếu Nghĩa Lâm Khoa Bảo Vinh Phong Tài Thịnh An Duy Hưng Lộc Quý Tiến",
    "female": "Hương Lan Hoa Mai Linh Trang Thảo Hà Ngọc Hạnh Nga Thu Hằng Yến Phương Dung Oanh Thuỷ Vân "
    "Loan Nhung Huyền Chi My Giang Quỳnh Tuyết Hiền Liên Tâm Anh Nhi Ngân Trâm Vy Thơm Xuân Đào Hường Ánh",
}
COMMUNE_FIRST = (
    "An Bình Tân Hoà Thanh Đông Phú Vĩnh Long Minh Hưng Thái Xuân Quang Đại Nam Bắc Kim Cẩm Đức Hồng Ngọc "
    "Liên Trung"
)
COMMUNE_SECOND = (
    "Hoà Thành Sơn Lâm Phong Khê Xá Thuỷ Tiến Lạc Mỹ Giang Điền Thịnh Lộc Hải Châu Phúc Dương Vân"
)
_BRANDS = (
    "Hương Lan|Minh Châu|Thanh Bình|Hoa Sen|Ánh Dương|Bình Minh|Hồng Hạnh|Ngọc Mai|Thu Hà|Gia Phúc|"
    "Thành Công|Hải Yến|Đức Thịnh|Mai Linh Chi|Phương Nam|Sông Quê|Trúc Xanh|Hạ Vàng|Sao Mai|Cây Đa|"
    "Bến Xưa|Nhà Gỗ|Ba Tốt|Cô Tư|Bà Năm|Ông Sáu|Chị Hoa|Út Mười|Hai Lúa|Tâm An|Phúc Khang|Vạn Xuân|"
    "Tân Tiến|Đại Lộc|Việt Hưng|Kim Ngân|Thảo Nguyên|Mộc Miên|Hướng Dương|Bằng Lăng|Phượng Đỏ|"
    "Lúa Mới|Đồng Xanh|Hoa Ban|Sơn Ca|Hoạ Mi|Én Bạc|Cát Tường"
)
BRANDS = tuple(_BRANDS.split("|"))
# Beginning of a place's name by kind; a commune's name follows where the place belongs to the commune.
PREFIXES: dict[str, tuple[str, ...]] = {
    "office": ("Công ty", "Văn phòng", "Công ty TNHH", "Hợp tác xã"),
    "factory": ("Nhà máy may", "Nhà máy điện tử", "Xưởng gỗ", "Nhà máy thực phẩm", "Xưởng cơ khí"),
    "market": ("Chợ",),
    "supermarket": ("Siêu thị",),
    "shop": ("Cửa hàng tạp hoá", "Cửa hàng quần áo", "Cửa hàng điện thoại", "Tạp hoá", "Cửa hàng gạo"),
    "restaurant": ("Quán phở", "Quán cơm", "Quán bún", "Nhà hàng", "Quán bia"),
    "cafe": ("Quán cà phê", "Cà phê", "Quán trà sữa"),
    "pharmacy": ("Nhà thuốc", "Hiệu thuốc"),
    "clinic": ("Trạm y tế", "Phòng khám"),
    "hospital": ("Bệnh viện đa khoa",),
    "worship": ("Chùa", "Đình", "Nhà thờ"),
    "park": ("Công viên", "Vườn hoa"),
    "gym": ("Phòng tập", "Câu lạc bộ thể hình"),
    "bus": ("Xe buýt",),
    "salon": ("Tiệm tóc", "Tiệm làm móng"),
    "government": ("Uỷ ban nhân dân", "Bưu điện", "Bộ phận một cửa"),
    "other": ("Nhà văn hoá", "Quán karaoke", "Nhà sách", "Tiệm sửa xe"),
}
NAMED_BY_COMMUNE = frozenset(("market", "hospital", "worship", "park", "government", "bus"))


def texts(words: list[str] | tuple[str, ...]) -> Texts:
    """UTF-8 of the words, as fixed-width bytes padded with zero bytes."""
    return np.array([word.encode() for word in words])


def weighted(line: str) -> tuple[Texts, Floats]:
    """Words and their shares from a line "word weight word weight ..."."""
    parts = line.split()
    weights = np.array([float(part) for part in parts[1::2]])
    return texts(parts[::2]), weights / weights.sum()


def commune_names(rng: np.random.Generator, count: int) -> list[str]:
    """Names of ``count`` communes without their type, all different."""
    pairs = [f"{a} {b}" for a in COMMUNE_FIRST.split() for b in COMMUNE_SECOND.split() if a != b]
    mixed = [pairs[index] for index in rng.permutation(len(pairs))]
    return [
        mixed[i % len(mixed)] + (f" {i // len(mixed) + 1}" if i >= len(mixed) else "") for i in range(count)
    ]


def joined(*parts: Texts) -> Texts:
    """Row-wise concatenation with single spaces."""
    text = parts[0]
    for part in parts[1:]:
        text = np.strings.add(np.strings.add(text, b" "), part)
    return np.asarray(text, dtype=np.bytes_)
