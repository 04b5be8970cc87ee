"""Carriers by their id (sheet 4.7)."""

#: Number and name; those of the sheet.
CARRIERS = {
    467: "顺丰快递",
    465: "邮政EMS",
    463: "圆通快递",
    470: "申通快递",
    1327: "韵达快递",
    1499: "中通速递",
    2087: "京东快递",
    3046: "德邦快递",
    1274: "厂家自送",
}
#: Delivers itself: no number is kept and nothing can be tracked.
SELF_DELIVERY = 1274
