"""What each reason code means to a person and what they can do, in English and in Chinese."""

from collections.abc import Mapping
from typing import Final

from huepass.errors import Reason
from huepass.messages.codes import CODES
from huepass.messages.message import Language, Message
from huepass.messages.service import SERVICE
from huepass.messages.wallet import WALLET

__all__ = ["MESSAGES", "Language", "Message", "explain"]

MESSAGES: Final[Mapping[Reason, Message]] = {**CODES, **SERVICE, **WALLET}


def explain(reason: Reason, language: Language = "en") -> str:
    """The sentence for people that belongs to a reason code."""
    message = MESSAGES[reason]
    return message.zh if language == "zh" else message.en
