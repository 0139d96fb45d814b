"""What is said of codes, documents and evidence that are refused (spec sections 7 and 11)."""

from typing import Final

from huepass.errors import Reason
from huepass.messages.message import Message

_R = Reason

CODES: Final = {
    _R.TOO_LARGE: Message(
        "Too large to be one of ours; ask for the original code or file.",
        "内容过大，不是本系统的码或文件，请出示原始的码或文件。",
    ),
    _R.NOT_OURS: Message(
        "This is not a huepass code; ask the person to open their pass.",
        "这不是本系统的码，请对方打开自己的通行码。",
    ),
    _R.BAD_BASE45: Message(
        "The code was read incompletely; scan it again.",
        "码没有读完整，请重新扫描。",
    ),
    _R.BAD_CBOR: Message(
        "The content is damaged or was not made by a huepass issuer; scan or fetch it again.",
        "内容损坏或不是由签发方生成，请重新扫描或重新下载。",
    ),
    _R.BAD_STRUCTURE: Message(
        "The content has not the form of a pass or a list; scan or fetch it again.",
        "内容不符合码或名单的格式，请重新扫描或重新下载。",
    ),
    _R.UNSUPPORTED_ALG: Message(
        "Signed in a way this gate does not accept; treat it as not valid.",
        "签名算法不被接受，按无效处理。",
    ),
    _R.CLOCK_BEHIND: Message(
        "This device's clock is behind; set the right date and time.",
        "本机时钟落后，请校准日期和时间。",
    ),
    _R.TRUST_STALE: Message(
        "This gate has no trust list in force; connect it to the network or load a new bundle.",
        "本机没有有效的信任列表，请联网同步或加载新的文件包。",
    ),
    _R.UNKNOWN_KEY: Message(
        "The issuer of this code is not trusted here; refresh the gate's lists if it should be.",
        "签发方不在信任列表中；如应受信任，请更新本机名单。",
    ),
    _R.PROOF_MISSING: Message(
        "This is a copied live pass; ask the person to show it in their own wallet.",
        "这是复制的电子码，请本人在自己的钱包中出示。",
    ),
    _R.WRONG_USAGE: Message(
        "Signed with a key that is meant for something else; treat it as not valid.",
        "签名密钥的用途不符，按无效处理。",
    ),
    _R.PAPER_NOT_ACCEPTED: Message(
        "Paper passes are not accepted here; ask for a live pass.",
        "此处不接受纸质码，请出示电子码。",
    ),
    _R.BAD_SIGNATURE: Message(
        "The issuer's signature is wrong: the code is forged or damaged.",
        "签发方签名不正确：码被伪造或损坏。",
    ),
    _R.BAD_CLAIMS: Message(
        "The pass does not say what a pass must; the person should ask the issuer for a new one.",
        "码的内容不符合规定，请持码人向签发方重新申领。",
    ),
    _R.MISALIGNED_EXPIRY: Message(
        "The pass ends at a time that its issuer never uses; treat it as not valid.",
        "码的有效期不是签发方使用的时刻，按无效处理。",
    ),
    _R.KEY_NOT_VALID: Message(
        "The issuer's key was not valid for this pass; the person should refresh it.",
        "签发方密钥不适用于该码的有效期，请持码人刷新。",
    ),
    _R.NOT_YET_VALID: Message(
        "The pass is not valid yet; check this device's clock, then ask for the current pass.",
        "该码尚未生效；请核对本机时钟，再请对方出示当前的码。",
    ),
    _R.EXPIRED: Message(
        "No longer valid; the person should refresh the pass or get a new one.",
        "该码已失效，请持码人刷新或重新申领。",
    ),
    _R.BAD_PROOF: Message(
        "The pass was not shown by the wallet that it belongs to; treat it as not valid.",
        "该码不是由所属的钱包出示，按无效处理。",
    ),
    _R.PROOF_NOT_FRESH: Message(
        "A screenshot or a wrong clock: ask for the pass live, and check the phone's time.",
        "截图或时钟不准：请对方现场打开通行码，并核对手机时间。",
    ),
    _R.CHALLENGE_MISSING: Message(
        "This gate shows a question code; ask the person to scan it first.",
        "本检查点要求先扫描验证码，请对方扫描后再出示。",
    ),
    _R.CHALLENGE_UNEXPECTED: Message(
        "This code answers another gate's question; ask the person to bring up their pass again.",
        "该码是对其他检查点的应答，请对方重新打开通行码。",
    ),
    _R.CHALLENGE_MISMATCH: Message(
        "This code answers an old question; ask the person to scan the one shown now.",
        "该码应答的不是当前的验证码，请对方扫描现在显示的验证码。",
    ),
    # The same words as for `expired`: why a code is listed is nobody's business at a gate.
    _R.REVOKED: Message(
        "No longer valid; the person should refresh the pass or get a new one.",
        "该码已失效，请持码人刷新或重新申领。",
    ),
    _R.REPLAYED: Message(
        "This code was shown here a moment ago; ask the person to bring up their pass again.",
        "该码刚刚在此出示过，请对方重新打开通行码。",
    ),
    _R.EVIDENCE_NOT_ACCEPTED: Message(
        "This issuer takes no certificates of that kind from there; ask which ones count.",
        "本签发方不采信该机构的此类证明，请询问可采信的证明。",
    ),
    _R.EVIDENCE_USED: Message(
        "This certificate was accepted for another person already; each counts for one person.",
        "该证明已用于另一人，每份证明只能用于一人。",
    ),
    _R.BAD_ROOT: Message(
        "The root is not the next one of this federation; fetch it again or ask the federation.",
        "根文件不是本联盟的下一版本，请重新下载或联系联盟管理方。",
    ),
    _R.BAD_TRUST_LIST: Message(
        "The trust list is not one of this federation; fetch it again or ask the federation.",
        "信任列表不是本联盟签发的有效列表，请重新下载或联系联盟管理方。",
    ),
    _R.BAD_REVOCATION_LIST: Message(
        "The revocation list is not one of a trusted issuer; load the trust list first, "
        "then fetch it again.",
        "吊销列表不是受信任的签发方签发；请先加载信任列表，再重新下载。",
    ),
    _R.ROLLBACK: Message(
        "Older than what this gate has; the newer one stays. Fetch again from the source.",
        "比本机已有的版本旧，保留较新的版本。请从来源重新下载。",
    ),
    _R.EQUIVOCATION: Message(
        "Two different documents have the same number; the first stays. Tell the federation.",
        "出现编号相同而内容不同的两份文件，保留先到的一份。请报告联盟管理方。",
    ),
    _R.NOT_YET_ISSUED: Message(
        "Dated in the future; check this device's clock, then load it again.",
        "签发时间在未来；请核对本机时钟后重新加载。",
    ),
}
