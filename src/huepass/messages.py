"""What each reason code means to a person and what they can do, in English and in Chinese."""

from typing import Final, Literal, NamedTuple

from huepass.errors import Reason

Language = Literal["en", "zh"]


class Message(NamedTuple):
    """One sentence in both languages."""

    en: str
    zh: str


_R = Reason

MESSAGES: Final[dict[Reason, Message]] = {
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
    _R.WRONG_USE: Message(
        "Called wrongly; see --help.",
        "用法有误，请参阅 --help。",
    ),
    _R.FOLDER_MISSING: Message(
        "There is no such folder, or it was not made by huepass; create it with the init command.",
        "文件夹不存在或不是由 huepass 创建，请先用 init 命令创建。",
    ),
    _R.FOLDER_EXISTS: Message(
        "The folder is there already and is kept as it is; choose another one.",
        "文件夹已存在，未作改动；请另选一个。",
    ),
    _R.FOLDER_BROKEN: Message(
        "The folder is damaged; restore it from a copy or create a new one.",
        "文件夹已损坏，请从备份恢复或重新创建。",
    ),
    _R.FOLDER_BUSY: Message(
        "Another process is writing to the folder; try again when it has finished.",
        "另一进程正在写入该文件夹，请稍后再试。",
    ),
    _R.FILE_UNREADABLE: Message(
        "The file can't be read; check its name and its permissions.",
        "无法读取文件，请检查文件名和权限。",
    ),
    _R.FILE_UNWRITABLE: Message(
        "The file can't be written; check the folder, its permissions and free space.",
        "无法写入文件，请检查文件夹、权限和剩余空间。",
    ),
    _R.NO_CODE_FOUND: Message(
        "No QR code was found in the picture; take it closer, sharper and in full.",
        "图片中没有找到二维码，请靠近、对焦并拍全。",
    ),
    _R.FETCH_FAILED: Message(
        "The file could not be fetched; check the address and the network, then try again.",
        "下载失败，请检查地址和网络后重试。",
    ),
    _R.DEMO_FAILED: Message(
        "The demonstration did not go as it should; run it again with --keep DIR and look there.",
        "演示未按预期完成；请用 --keep DIR 重新运行并查看其中的文件。",
    ),
    _R.EXTRA_MISSING: Message(
        "This needs the issuer's part, which is not installed: pip install 'huepass[issuer]'.",
        "此命令需要签发方组件，本机未安装：pip install 'huepass[issuer]'。",
    ),
    _R.PASSPHRASE_MISSING: Message(
        "A passphrase is needed: at the prompt, with --passphrase-file, or in HUEPASS_PASSPHRASE.",
        "需要口令：在提示处输入，或用 --passphrase-file，或设置 HUEPASS_PASSPHRASE。",
    ),
    _R.PASSPHRASE_WRONG: Message(
        "The passphrase is wrong; nothing was changed.",
        "口令不正确，未作任何改动。",
    ),
    _R.KEY_MISSING: Message(
        "The private key that this needs is not in the folder; bring it or name its folder.",
        "文件夹中没有所需的私钥，请放入或指明其所在文件夹。",
    ),
    _R.KEY_FILE_BROKEN: Message(
        "The key file is damaged; restore it from a copy.",
        "密钥文件已损坏，请从备份恢复。",
    ),
    _R.PASSPHRASE_TOO_SHORT: Message(
        "The passphrase is too short; use at least 8 characters.",
        "口令太短，请至少使用 8 个字符。",
    ),
    _R.PASSPHRASE_DIFFERS: Message(
        "The two passphrases differ; type the same one twice.",
        "两次输入的口令不一致，请重新输入。",
    ),
    _R.NOT_ENOUGH_MEMORY: Message(
        "There is not enough free memory to unlock the keys; end other programs or add memory.",
        "可用内存不足，无法解锁密钥；请关闭其他程序或增加内存。",
    ),
    _R.SETTINGS_BROKEN: Message(
        "The settings can't be used; correct issuer.toml.",
        "设置有误，请改正 issuer.toml。",
    ),
    _R.ADDRESS_IN_USE: Message(
        "The service can't listen at that address; choose another host or port.",
        "服务无法在该地址监听，请换一个主机或端口。",
    ),
    _R.PERSON_UNKNOWN: Message(
        "Nobody is registered under that number; check it.",
        "没有以该编号登记的人员，请核对编号。",
    ),
    _R.PASS_UNKNOWN: Message(
        "There is no pass with that number, or it has ended; check it.",
        "没有该编号的纸质码，或其有效期已过，请核对编号。",
    ),
    _R.COLOUR_UNKNOWN: Message(
        "This issuer does not use that colour; choose one of its colours.",
        "签发方不使用该颜色，请选择已设置的颜色。",
    ),
    _R.TEXT_INVALID: Message(
        "A reason or name is missing, too long or has control characters; write a short line.",
        "理由或名称缺失、过长或含控制字符，请填写一行简短文字。",
    ),
    _R.STAFF_UNKNOWN: Message(
        "There is no such staff member; add them with the staff command.",
        "没有该工作人员，请先用 staff 命令添加。",
    ),
    _R.STAFF_EXISTS: Message(
        "A staff member of that name is or was there; choose another name.",
        "该名称已被使用过，请换一个名称。",
    ),
    _R.ROLE_UNKNOWN: Message(
        "There is no such role; choose registrar, authority, publisher or admin.",
        "没有该角色，请选择 registrar、authority、publisher 或 admin。",
    ),
    _R.NOT_AUTHENTICATED: Message(
        "A valid staff token is needed; ask the administrator for one.",
        "需要有效的工作人员令牌，请向管理员申请。",
    ),
    _R.NOT_PERMITTED: Message(
        "The staff member does not have the role that this needs; ask the administrator.",
        "该工作人员没有所需的角色，请联系管理员。",
    ),
    _R.NO_USABLE_KEY: Message(
        "No key of the trust list can sign this now; renew the keys or install the trust list.",
        "信任列表中没有当前可用的签发密钥，请更新密钥或安装信任列表。",
    ),
    _R.WINDOW_FULL: Message(
        "All serials of this window are used up; try again when the next window begins, "
        "and raise the serial bits.",
        "本期编号已用完，请在下一期开始后再试，并增大编号位数。",
    ),
    _R.WINDOW_CLOSED: Message(
        "This window has ended and was closed; check the clock of this machine.",
        "该期已结束并关闭，请核对本机时钟。",
    ),
    _R.NOT_PUBLISHED: Message(
        "No revocation list has been published yet; publish one.",
        "尚未发布吊销列表，请先发布。",
    ),
    _R.FEDERATION_CHANGE: Message(
        "The federation's document can't be changed so; nothing was written.",
        "联盟文件不能这样修改，未作任何改动。",
    ),
    _R.NOT_FOUND: Message(
        "There is nothing at this address; check it.",
        "该地址没有内容，请核对。",
    ),
    _R.METHOD_NOT_ALLOWED: Message(
        "This address does not take that method.",
        "该地址不接受此请求方法。",
    ),
    _R.REQUEST_INVALID: Message(
        "The request does not have the form that is expected; see the list of fields.",
        "请求格式不正确，请查看字段列表。",
    ),
    _R.REQUEST_TOO_LARGE: Message(
        "The request is too large.",
        "请求内容过大。",
    ),
    _R.REQUEST_TIMEOUT: Message(
        "The request took too long to arrive; send it again.",
        "请求发送超时，请重新发送。",
    ),
    _R.DOCUMENT_PENDING: Message(
        'A document of that number waits for signatures: finish it with "federation sign" and '
        '"federation install", or remove it.',
        "同一编号的文件正在等待签名：请用 federation sign 和 federation install 完成，或将其删除。",
    ),
    _R.NOT_READY: Message(
        "The service is not ready; see the list of checks.",
        "服务尚未就绪，请查看检查项目。",
    ),
    _R.VALIDITY_INVALID: Message(
        "An offer can't be valid for that long; choose at most seven days.",
        "邀请的有效期不合规定，请选择不超过七天。",
    ),
    _R.CERTIFICATE_REFUSED: Message(
        "This can't be certified: check the kind, the wallet's key and the last day, "
        "at most 366 days away.",
        "无法出具证明：请核对证明类别、钱包公钥和截止日期（最长 366 天）。",
    ),
    _R.WALLET_REFUSED: Message(
        "The issuer refuses the wallet's request; the error code says why.",
        "签发方拒绝了钱包的请求，原因见错误代码。",
    ),
    _R.FACTS_INVALID: Message(
        "What is said to be known about a person can't be read; mend the file or ask the operator.",
        "人员的事实记录无法读取，请修正文件或联系运维人员。",
    ),
    _R.INTERNAL_ERROR: Message(
        "Something failed inside the service; tell its operator, and try again later.",
        "服务内部出错，请告知运维人员并稍后再试。",
    ),
    _R.PROGRAMME_INVALID: Message(
        "The programme file has faults; nothing was loaded. Mend the lines that are named.",
        "方案文件有误，未加载。请修正指出的各行。",
    ),
    _R.PROGRAMME_REFUSED: Message(
        "This programme can't follow the one in force; the detail says why. Nothing was loaded.",
        "该方案不能接替现行方案，原因见详情。未加载。",
    ),
    _R.NOT_IN_PROGRAMME: Message(
        "The programme in force does not have this; look with 'huepass programme show'.",
        "现行方案中没有该项，请用 huepass programme show 查看。",
    ),
    _R.DECISIONS_OFF: Message(
        "In this programme nobody sets a colour: it follows from facts. Record what has happened.",
        "本方案中颜色由事实得出，不能直接设置。请登记相应的事实。",
    ),
    _R.ANSWERS_INVALID: Message(
        "The answers do not fit the questions of the health report; mend the ones that are named.",
        "填报内容与健康问卷不符，请更正指出的各项。",
    ),
    _R.READING_INVALID: Message(
        "This is no body temperature; take it again and give degrees Celsius.",
        "体温数值不合理，请重新测量并以摄氏度填写。",
    ),
    _R.TIME_INVALID: Message(
        "What is recorded must have happened, and at most 30 days ago; check date and time.",
        "只能登记30天内已发生的事项，请核对日期和时间。",
    ),
    _R.EDIT_REFUSED: Message(
        "With this colour nothing that was declared and still counts can be taken back; "
        "declare it again with the rest, or object to the colour.",
        "当前颜色不能撤回仍在有效期内的申报内容，请一并重新申报，或提出申诉。",
    ),
    _R.DOCUMENT_NOT_ACCEPTED: Message(
        "This kind of document is not accepted here; the detail says where to turn.",
        "此处不受理该类证件，办理途径见详情。",
    ),
    _R.CHANNEL_NOT_ACCEPTED: Message(
        "This applicant can't apply in this way; the programme says which ways there are.",
        "该类申请人不能通过此途径申请，可用途径见方案。",
    ),
    _R.DEVICE_AT_HAND: Message(
        "Only a person without a smartphone is applied for like this; the others apply online.",
        "该途径仅限没有智能手机的人员，其他人员请在线申请。",
    ),
    _R.CATEGORY_NOT_SET: Message(
        "The person is not in this category, so it can't be lifted; look at the explanation.",
        "该人员目前不在此类别中，无需解除，请查看说明。",
    ),
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


def explain(reason: Reason, language: Language = "en") -> str:
    """The sentence for people that belongs to a reason code."""
    message = MESSAGES[reason]
    return message.zh if language == "zh" else message.en
