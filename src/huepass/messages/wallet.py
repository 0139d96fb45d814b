"""What wallets say."""

from typing import Final

from huepass.errors import Reason
from huepass.messages.message import Message

_R = Reason

WALLET: Final = {
    _R.OFFER_INVALID: Message(
        "This is no offer for a wallet; copy the whole link, or scan its code again.",
        "这不是发给钱包的邀请，请复制完整链接或重新扫描。",
    ),
    _R.OFFER_REFUSED: Message(
        "The issuer does not accept the offer: it was used, is too old, or the transaction code "
        "is wrong. Check the code, or ask for a new offer.",
        "签发方不接受该邀请：已使用、已过期或交易码不正确。请核对交易码或重新索取。",
    ),
    _R.TX_CODE_MISSING: Message(
        "This offer needs the transaction code that the issuer told you; give it with --tx-code.",
        "该邀请需要签发方告知的交易码，请用 --tx-code 输入。",
    ),
    _R.ADDRESS_REFUSED: Message(
        "This address is not used: it must begin with https://. Ask the issuer for the right one.",
        "不使用该地址：地址必须以 https:// 开头，请向签发方索取正确的地址。",
    ),
    _R.ISSUER_UNUSABLE: Message(
        "The issuer's service does not answer as the standard says; try later, or tell the issuer.",
        "签发方服务的应答不符合标准，请稍后再试或告知签发方。",
    ),
    _R.ISSUER_REFUSED: Message(
        "The issuer's service refuses; check this device's clock, try later, or ask the issuer.",
        "签发方服务拒绝了请求，请核对本机时钟，稍后再试或询问签发方。",
    ),
    _R.CREDENTIALS_DENIED: Message(
        "The issuer gives no more codes for now; try again in the next hours.",
        "签发方目前不再发放，请几小时后再试。",
    ),
    _R.WALLET_ENDED: Message(
        "The issuer has ended this pass, or it can't be renewed; ask for a new offer.",
        "签发方已停用钱包中的此码，或其无法续领，请重新索取邀请。",
    ),
    _R.CERTIFICATE_UNKNOWN: Message(
        "This wallet has no such certificate, or not the key that it was made for; make a request "
        "with it first.",
        "钱包中没有该证明或其对应的密钥，请先用本钱包生成申请。",
    ),
    _R.HOLDER_UNKNOWN: Message(
        "Nobody of that name is in this wallet; see the list command.",
        "钱包中没有此人，请用 list 命令查看。",
    ),
    _R.HOLDER_EXISTS: Message(
        "Somebody of that name is in this wallet already; choose another name.",
        "钱包中已有同名者，请换一个名称。",
    ),
    _R.STRIP_ENDED: Message(
        "There is nothing valid to show now; refresh with the network on, and check the clock.",
        "目前没有可出示的有效码，请联网刷新并核对时钟。",
    ),
    _R.TERMINAL_TOO_SMALL: Message(
        "The code does not fit here; enlarge the window, make the letters smaller, or use -o.",
        "窗口放不下此码，请放大窗口、缩小字号或使用 -o。",
    ),
}
