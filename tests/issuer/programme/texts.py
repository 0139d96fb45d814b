"""A small valid programme that has every section, for tests to change."""

VALID = '''\
[programme]
id = "small"
version = 3
title = { en = "Small", zh = "小方案" }
notice = { en = "An example.", zh = "示例。" }
time_zone = "Asia/Shanghai"
decisions = true
other_documents = { en = "Go to the office.", zh = "请到窗口。" }

[validity]
live_step = "6h"
live_lifetime = "6h10m"
paper_step = "1d"
paper_lifetime = "8d"
report = "7d"

[colours.grey]
level = "undetermined"
label = { en = "grey", zh = "灰码" }
display = "#6e7781"

[colours.green]
level = "clear"
label = { en = "green", zh = "绿码" }
display = "#1a7f37"

[colours.yellow]
level = "check"
label = { en = "yellow", zh = "黄码" }
display = "#d4a72c"

[colours.red]
level = "stop"
label = { en = "red", zh = "红码" }
display = "#cf222e"

[documents.card]
name = { en = "Card", zh = "身份证" }

[documents.book]
name = { en = "Passport", zh = "护照" }
number = "icao-9303"

[authorities.cdc]
name = { en = "CDC", zh = "疾控中心" }

[regions]
risks = ["low", "high"]

[regions.north]
name = { en = "The north", zh = "北区" }
risk = "low"

[questions.fever]
kind = "yes-no"
text = { en = "A fever?", zh = "是否发热？" }

[questions.work]
kind = "choice"
text = { en = "Where do you work?", zh = "在哪里工作？" }
choices = { here = { en = "Here", zh = "本地" }, away = { en = "Away", zh = "外地" } }

[questions.remarks]
kind = "text"
required = false
text = { en = "Else?", zh = "其他？" }

[questions.contact]
kind = "date"
counts_for = "14d"
text = { en = "When?", zh = "何时？" }

[questions.places]
kind = "stays"
counts_for = "14d"
text = { en = "Where?", zh = "何地？" }

[categories.close-contact]
label = { en = "Close contact", zh = "密切接触者" }
set_by = ["cdc"]
lift_by = ["cdc"]
lasts = "14d"
guidance = { en = "Wait.", zh = "请等待。" }

[categories.close-contact.reasons]
shared-room = { en = "shared a room with a case", zh = "与病例同住" }

[categories.close-contact.lift_reasons]
negative = { en = "tests negative", zh = "检测阴性" }
mistaken = { en = "recorded by mistake", zh = "登记有误" }

[applicants.self]
name = { en = "The person", zh = "本人" }
channels = ["online"]

[applicants.office]
name = { en = "The office", zh = "窗口" }
channels = ["offline"]
proofing = ["registrar"]

[evidence.worker]
issuer = "sichuan"
kind = "migrant-worker"
name = { en = "Certificate", zh = "证明" }

[[rules]]
reason = "contact"
colour = "red"
when = '"close-contact" in categories'
text = { en = "Contact.", zh = "密接。" }
guidance = { en = "Wait.", zh = "请等待。" }

[[rules]]
reason = "worker"
colour = "green"
when = 'registered && "worker" in evidence'
at_once = true
text = { en = "Certified.", zh = "有证明。" }
guidance = { en = "Go.", zh = "可通行。" }

[[rules]]
reason = "ill"
colour = "yellow"
when = """
report.fever
  || temperature >= 37.3"""
text = { en = "Ill.", zh = "有症状。" }
guidance = { en = "Rest.", zh = "请休息。" }

[[rules]]
reason = "otherwise"
colour = "grey"
text = { en = "Nothing yet.", zh = "尚无。" }
guidance = { en = "Ask.", zh = "请询问。" }

[[conversions]]
from = "red"
to = "yellow"
days = 14
meets = "!report.fever"
reason = "red_for_14_days"
text = { en = "Red stays.", zh = "保持红码。" }

[[conversions]]
from = "yellow"
to = "green"
days = 14
reason = "yellow_for_14_days"
text = { en = "Yellow stays.", zh = "保持黄码。" }

[editing]
colours = ["green"]

[appeals]
within = "3d"
to = "cdc"
text = { en = "Object.", zh = "可申诉。" }

[paper]
when = 'channel == "offline"'
text = { en = "Paper is made at the office.", zh = "纸质码由窗口制发。" }

[look_ups.tracing]
name = { en = "Tracing", zh = "流行病学调查" }
authorities = ["cdc"]
shows = ["identity", "reports"]

[proofs.test]
name = { en = "A test's result", zh = "检测结果" }

[gate.clear]
action = "pass"
text = { en = "Pass.", zh = "放行。" }

[gate.check]
action = "check"
text = { en = "Check.", zh = "检查。" }

[gate.stop]
action = "refuse"
text = { en = "Stop.", zh = "禁行。" }

[gate.undetermined]
action = "refuse"
text = { en = "Stop too.", zh = "同样禁行。" }

[[successions]]
from = 2
categories = { contact = "close-contact" }
drop = ["former"]
note = { en = "Renamed.", zh = "改名。" }
'''
