"""The gateway's error codes and their two texts (JOS sheet 2.3)."""

#: Code to Chinese and English description.
DESCRIPTIONS: dict[str, tuple[str, str]] = {
    "1": ("服务不可用", "missing system error"),
    "2": ("限制时间内调用次数达到上限", "App Call Limited"),
    "3": ("请求被禁止", "Forbidden Request"),
    "4": ("缺少版本参数", "Missing Version"),
    "5": ("不支持的版本号", "Unsupported Version"),
    "6": ("非法的版本参数", "Invalid Version"),
    "7": ("缺少时间戳参数", "Missing Timestamp"),
    "8": ("非法的时间戳参数", "Invalid Timestamp"),
    "9": ("缺少商家编号参数", "Missing VenderId"),
    "10": ("无效的商家编号", "Invalid VenderId"),
    "11": ("缺少签名参数", "Missing Signature"),
    "12": ("无效签名", "Invalid Signature"),
    "13": ("无效数据格式", "Invalid Format"),
    "14": ("缺少方法名参数", "Missing Method"),
    "15": ("不存在的方法名", "Invalid Method"),
    "16": ("缺少流水号参数", "Missing TradeNo"),
    "17": ("流水号重复", "Duplicate TradeNo"),
    "18": ("缺少access_token参数", "Missing access_token"),
    "19": ("无效access_token", "Invalid access_token"),
    "20": ("缺少app_key参数", "Missing app_key"),
    "21": ("无效app_key", "Invalid app_key"),
    "22": ("授权者不是商家", "franchisor not businessmen"),
    "23": ("API已停用", "API stop"),
    "24": ("无权调用此API", "cannot use this API"),
    "25": ("应用未上线", "application is not on-line"),
    "28": ("API已下线", "API is offline"),
    "33": ("系统超时,请重新查询", "system timeout"),
    "43": ("系统处理错误", "system error"),
    "50": ("无效调用", "invalid get program"),
    "60": ("参数[{0}]无效", "parameter [{0}] not valid"),
    "61": ("参数[{0}]的值无效", "parameter [{0}] not valid"),
    "62": ("参数JSON转换错误", "json conversion error"),
    "63": ("JSON格式错误", "malformed json"),
    "64": ("此类商家不能调用", "merchant type may not call"),
    "65": ("平台连接后端服务超时", "platform connecting service timeout"),
    "66": ("后端服务不可用", "back-end service not available"),
    "67": ("后端服务抛出未知异常", "unknown exception from backend"),
    "68": ("可选字段校验失败", "optional field validation"),
    "69": ("获取数据失败", "failed to get data"),
    "70": ("订单正在出库", "missing order out storage"),
    "71": ("编号不属于该商家", "Id not belong to vender"),
    "72": ("不是该业务类型", "not the type of business"),
    "73": ("应用须部署在云鼎", "app must run in JD cloud"),
    "79": ("商家无权通过此appKey调用", "merchant has no right to call through this appKey"),
    "80": ("调用IP不在白名单", "caller IP is not in the whitelist"),
    "83": ("缺少密文", "missing ciphertext"),
    "85": ("解密失败", "decrypt failed"),
    "86": ("未配置解密", "decryption not configured"),
    "87": ("密文属于其他appKey", "ciphertext of another appKey"),
    "88": ("请在控制台申请接口权限", "apply for interface permission"),
    "92": ("应用测试状态超过三个月", "app in test state for more than three months"),
}


class RouterError(Exception):
    """A call is refused with a gateway code; the subject fills the text's ``[{0}]``."""

    def __init__(self, code: str, subject: str = "") -> None:
        super().__init__(f"{code} {subject}".rstrip())
        self.code = code
        zh, en = DESCRIPTIONS.get(code, ("系统处理错误", "system error"))
        self.zh, self.en = zh.replace("{0}", subject), en.replace("{0}", subject)
