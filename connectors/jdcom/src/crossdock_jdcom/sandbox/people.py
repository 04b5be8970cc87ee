"""Who buys, where they live, and what they write."""

import attrs

FAMILY_NAMES = ("王", "李", "张", "刘", "陈", "杨", "黄", "赵", "周", "吴", "欧阳", "𠮷")
GIVEN_NAMES = (
    "伟",
    "芳",
    "娜",
    "敏",
    "静",
    "秀英",
    "丽",
    "强",
    "磊",
    "洋",
    "小龙",
    "子涵",
    "Anna",
)
STREETS = ("人民路", "中山大道", "科技园南区", "幸福小区3栋2单元", "解放西路", "建设街道办旁")
REMARKS = (
    "",
    "",
    "",
    "请放快递柜",
    "送货前电话联系，谢谢",  # noqa: RUF001  Chinese punctuation
    '要"黑色"的；没有就别发',  # noqa: RUF001
    "🙏尽快发货",
)
REASONS = (
    "不想要了",
    "信息填写错误，重新拍",  # noqa: RUF001
    "拍错/拍多",
    "卖家缺货",
    "与商家协商一致",
)


@attrs.frozen
class Place:
    """A county with everything above it, as addresses name them."""

    province: str
    province_id: int
    city: str
    city_id: int
    county: str
    county_id: int
    town: str = ""
    town_id: int = 0


PLACES = (
    Place("广东", 19, "深圳市", 1607, "南山区", 3155, "粤海街道", 62157),
    Place("浙江", 15, "杭州市", 1213, "余杭区", 3038, "仓前街道", 50265),
    Place("四川", 22, "成都市", 1930, "高新区", 49324),
    # A municipality: the province is the city and the city the district (sheet 6.8).
    Place("北京", 1, "朝阳区", 72, "三环到四环之间", 2799),
    Place("上海", 2, "浦东新区", 2830, "张江镇", 51801),
    Place("湖北", 17, "武汉市", 1381, "洪山区", 1384, "关山街道", 62091),
    Place("新疆", 31, "喀什地区", 2652, "喀什市", 4136),
    Place("内蒙古", 11, "呼和浩特市", 799, "赛罕区", 801),
)
