"""What OpenAI says when it does not answer: the cause, and when a retry may help."""

import openai

from foundation.upstream import retry_after_s

KEY_REJECTED = (
    "OpenAI rejected the API key. Your administrator can check OPENAI_API_KEY at "
    "https://platform.openai.com/api-keys."
)
# What is wrong with the account, by error code.
BY_CODE = {
    "insufficient_quota": (
        "OpenAI's credit is used up. Your administrator can add some at "
        "https://platform.openai.com/settings/organization/billing."
    ),
    "billing_hard_limit_reached": (
        "OpenAI's spending limit is reached. Your administrator can raise it at "
        "https://platform.openai.com/settings/organization/limits."
    ),
    "unsupported_country_region_territory": "OpenAI is not available in this installation's country.",
}
# Codes of a response that failed after it was accepted, for which a retry may help.
FAILED_FOR_NOW = frozenset({"server_error", "rate_limit_exceeded", "vector_store_timeout"})


def is_outage(error: openai.APIStatusError) -> bool:
    """True if a retry may help, unless ``BY_CODE`` names the cause."""
    return error.status_code in {408, 409, 429} or error.status_code >= 500


def wait_s(error: openai.APIStatusError) -> int | None:
    """Return the seconds after which OpenAI wants a retry."""
    headers = error.response.headers
    milliseconds = headers.get("retry-after-ms", "")
    if milliseconds.isascii() and milliseconds.isdigit():
        return -(-int(milliseconds) // 1000)
    return retry_after_s(headers.get("Retry-After"))
