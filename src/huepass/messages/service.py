"""What is said of everything else: folders, keys, the network, the issuer's service."""

from typing import Final

from huepass.errors import Reason
from huepass.messages.message import Message

_R = Reason

SERVICE: Final = {
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
    _R.PAGES_MISSING: Message(
        "The pages are not built here: run `make pages`, or install a package that has them.",
        "此处没有构建好的页面：请运行 make pages，或安装带有页面的软件包。",
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
        "A text is missing, too long or has control characters; write a shorter one.",
        "文字缺失、过长或含控制字符，请改写得简短些。",
    ),
    _R.TEXT_UNPRINTABLE: Message(
        "The sheet's font lacks a character of the issuer's or the programme's names.",
        "签发方或方案的名称中有打印字体所没有的字符。",
    ),
    _R.LIST_INVALID: Message(
        "This list can't be used: it is empty, too long, or has somebody twice.",
        "名单无法使用：名单为空、过长，或有人重复。",
    ),
    _R.STAFF_UNKNOWN: Message(
        "There is no such staff member here; list them and take one of those.",
        "此处没有该工作人员，请查看名单后选用。",
    ),
    _R.STAFF_EXISTS: Message(
        "A staff member of that name is or was there; choose another name.",
        "该名称已被使用过，请换一个名称。",
    ),
    _R.ROLE_UNKNOWN: Message(
        "There is no such role, or none is given; choose one of those that there are.",
        "没有该角色或未选择角色，请从已有角色中选择。",
    ),
    _R.NOT_AUTHENTICATED: Message(
        "A valid token is needed: staff sign in again or ask the administrator for one; holders "
        "ask for a new offer.",
        "需要有效的令牌：工作人员请重新登录或向管理员申请，持有人请重新申领。",
    ),
    _R.NOT_PERMITTED: Message(
        "You have no right to do this here; ask somebody who has, or the administrator.",
        "您没有进行此操作的权限，请联系有权限的人员或管理员。",
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
    _R.OUT_OF_SCOPE: Message(
        "This is outside your administrative area; ask somebody whose area it is in.",
        "不在您的管辖区域内，请联系该区域的工作人员。",
    ),
    _R.DIVISION_UNKNOWN: Message(
        "There is no such administrative division; list them and take one of those.",
        "没有该行政区划，请查看列表后选用。",
    ),
    _R.DIVISION_INVALID: Message(
        "A division has an ID like jiangan.dazhi, and names in both languages.",
        "行政区划须有如 jiangan.dazhi 的标识和中英文名称。",
    ),
    _R.NUMBER_MISSING: Message(
        "The document's number is needed; give it as it is printed.",
        "需要证件号码，请按证件填写。",
    ),
    _R.NUMBER_INVALID: Message(
        "The document's number can't be right; compare it with the document, digit by digit.",
        "证件号码有误，请与证件逐位核对。",
    ),
    _R.PERSON_EXISTS: Message(
        "This document is registered already, one code for each person; ask a registrar, "
        "or let them share their code with you.",
        "该证件已登记，一人一码。请到登记窗口办理，或请对方分享其码。",
    ),
    _R.PROOFING_NOT_ACCEPTED: Message(
        "This kind of application needs another check of the identity; see the programme.",
        "该类申请须以其他方式核验身份，方式见方案。",
    ),
    _R.IDENTITY_UNPROVEN: Message(
        "The identity provider has no record that this programme accepts; register offline.",
        "实名认证平台没有本方案接受的记录，请持证件到线下窗口登记。",
    ),
    _R.SIGN_IN_FAILED: Message(
        "The sign-in failed or took too long; begin it again.",
        "登录失败或超时，请重新登录。",
    ),
    _R.NO_PROVIDER: Message(
        "No identity provider is set up here; use another way.",
        "此处未设置实名认证平台，请使用其他方式。",
    ),
    _R.PROVIDER_UNREACHABLE: Message(
        "The identity provider doesn't answer rightly; try again later.",
        "实名认证平台没有正常应答，请稍后再试。",
    ),
    _R.PAPER_NOT_ALLOWED: Message(
        "The programme gives this person no paper pass; the detail says who may have one.",
        "本方案不向该人员发放纸质码，发放对象见详情。",
    ),
    _R.POINT_UNKNOWN: Message(
        "There is no such collection point; scan its code again or ask its administrator.",
        "没有该采集点，请重新扫描采集点的码或询问管理员。",
    ),
    _R.POINT_IN_USE: Message(
        "This collection point is in use; remove its collectors first.",
        "该采集点正在使用，请先移除其采集员。",
    ),
    _R.STAFF_CODE_INVALID: Message(
        "This staff code can't be used here; let them make a new one and show that.",
        "该工作人员码无法使用，请对方重新生成并出示。",
    ),
    _R.READING_TOKEN_INVALID: Message(
        "This reading code is over, used, or for another point; ask the person for a new one.",
        "该测量码已过期、已使用或属于其他采集点，请对方重新生成。",
    ),
    _R.STATEMENT_REASON_INVALID: Message(
        "One of the category's reasons is needed; the detail names them.",
        "须选用该类别的理由之一，见详情。",
    ),
    _R.IMPORT_INVALID: Message(
        "Nothing was imported: the list or lines of it have faults; mend them and send it again.",
        "未导入任何内容：名单或其中部分行有误，请更正后重新提交全部内容。",
    ),
    _R.IMPORT_REFUSED: Message(
        "Nothing was imported: its signature, issuer, authority or time is wrong; see the detail.",
        "未导入任何内容：签名、签发方、机构或签名时间不符，见详情。",
    ),
    _R.IMPORT_REPEATED: Message(
        "This very import was done already; nothing was changed.",
        "该导入此前已完成，未作更改。",
    ),
    _R.OBJECTION_UNKNOWN: Message(
        "There is no such objection.",
        "没有该申诉。",
    ),
    _R.OBJECTION_OPEN: Message(
        "An objection is open already; wait for its answer.",
        "已有一件申诉待答复，请等待。",
    ),
    _R.OBJECTION_ANSWERED: Message(
        "This objection has its answer already.",
        "该申诉已答复。",
    ),
    _R.OBJECTIONS_OFF: Message(
        "This programme takes no objections.",
        "本方案不受理申诉。",
    ),
    _R.PROOF_UNKNOWN: Message(
        "There is no such proof, or it was withdrawn.",
        "没有该材料，或已撤回。",
    ),
    _R.PROOF_INVALID: Message(
        "A proof is a PDF, PNG or JPEG of at most 256 KiB, and of one of the programme's kinds.",
        "材料须为 256 KiB 以内的 PDF、PNG 或 JPEG 文件，且属于方案所列种类。",
    ),
    _R.PROOFS_FULL: Message(
        "As many proofs are kept as can be; withdraw one first.",
        "保存的材料已达上限，请先撤回一份。",
    ),
    _R.ORGANISATION_UNKNOWN: Message(
        "There is no such organisation; scan its code again.",
        "没有该单位，请重新扫描其码。",
    ),
    _R.MEMBERSHIP_UNKNOWN: Message(
        "The person has not joined this organisation.",
        "该人员未加入该单位。",
    ),
    _R.WALLET_UNKNOWN: Message(
        "There is no such wallet, or it has ended.",
        "没有该钱包，或已停用。",
    ),
    _R.CURSOR_INVALID: Message(
        "This is no place in a list; begin at the first page.",
        "翻页位置无效，请从第一页开始。",
    ),
    _R.KEY_REUSED: Message(
        "This idempotency key came with another request before; take a new one.",
        "该幂等键已用于其他请求，请换用新键。",
    ),
}
