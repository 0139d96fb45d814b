"""Refusals that wallets get, by the names that OAuth 2.0 and OpenID4VCI 1.0 give them."""

from enum import StrEnum

from huepass.errors import Reason, RequestRefused


class Fault(StrEnum):
    """Error codes of RFC 6749, RFC 6750, RFC 9396 and OpenID4VCI 1.0 sections 6.3 and 8.3.1."""

    INVALID_REQUEST = "invalid_request"
    INVALID_GRANT = "invalid_grant"
    UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type"
    INVALID_AUTHORIZATION_DETAILS = "invalid_authorization_details"
    INVALID_TOKEN = "invalid_token"
    INVALID_CREDENTIAL_REQUEST = "invalid_credential_request"
    UNKNOWN_CREDENTIAL_CONFIGURATION = "unknown_credential_configuration"
    UNKNOWN_CREDENTIAL_IDENTIFIER = "unknown_credential_identifier"
    INVALID_PROOF = "invalid_proof"
    INVALID_NONCE = "invalid_nonce"
    CREDENTIAL_REQUEST_DENIED = "credential_request_denied"
    INVALID_ENCRYPTION_PARAMETERS = "invalid_encryption_parameters"
    TEMPORARILY_UNAVAILABLE = "temporarily_unavailable"
    SERVER_ERROR = "server_error"


class WalletRefused(RequestRefused):
    """A wallet's request is refused, and nothing was minted.

    Args:
        fault: the standard's error code.
        description: for developers: ASCII without quotes and backslashes, nothing of the request.
    """

    def __init__(self, fault: Fault, description: str) -> None:
        super().__init__(Reason.WALLET_REFUSED, description)
        self.fault = fault
