"""litellm's exceptions as errors of our classes, by class and never by text."""

from __future__ import annotations

from cads_ray.errors import InvalidRequest, ProviderError, RateLimited, Refused, Unauthorized, Unavailable, UnknownModel
from cads_ray.models.http_errors import CODES, class_of, retry_after
from cads_ray.models.provider import CutOff, one_line

# By name, so that litellm (3 CPU-s, 200 MB) is not imported for the table. A test shows that no exception is left out.
CLASSES: dict[str, type[ProviderError]] = {
    "RateLimitError": RateLimited,
    **dict.fromkeys(
        (
            "APIResponseValidationError",
            "BadGatewayError",
            "InternalServerError",
            "JSONSchemaValidationError",
            "MidStreamFallbackError",
            "MockException",
            "OpenAIError",
            "ServiceUnavailableError",
        ),
        Unavailable,
    ),
    **dict.fromkeys(("APIConnectionError", "Timeout"), CutOff),
    **dict.fromkeys(
        ("AuthenticationError", "BudgetExceededError", "PaymentRequiredError", "PermissionDeniedError"), Unauthorized
    ),
    **dict.fromkeys(
        (
            "BlockedPiiEntityError",
            "ContentPolicyViolationError",
            "GuardrailRaisedException",
            "ModifyResponseException",
            "RejectedRequestError",
            "SensitiveDataRouteException",
        ),
        Refused,
    ),
    **dict.fromkeys(("LiteLLMUnknownProvider", "ModelNotMappedError", "NotFoundError"), UnknownModel),
    **dict.fromkeys(
        (
            "BadRequestError",
            "ContextWindowExceededError",
            "ImageFetchError",
            "InvalidRequestError",
            "UnprocessableEntityError",
            "UnsupportedParamsError",
            "VectorStoreSearchError",
        ),
        InvalidRequest,
    ),
}
_BY_STATUS = "APIError"  # litellm's catch-all: only its status says what it is


def error_of(error: Exception, secret: str = "") -> ProviderError:
    """Our error for an exception that came out of litellm; an unknown one is the provider's failure, Unavailable."""
    cls = _class_of(error)
    message = one_line(f"{type(error).__name__}: {error}", secret)
    if not issubclass(cls, RateLimited):
        return cls(message)
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    return cls(message, retry_after(headers))


def _class_of(error: Exception) -> type[ProviderError]:
    code, status = str(getattr(error, "code", None) or ""), getattr(error, "status_code", None)
    if code in CODES:
        return CODES[code]
    names = (cls.__name__ for cls in type(error).__mro__)
    name = next((name for name in names if name in CLASSES or name == _BY_STATUS), "")
    cls = CLASSES.get(name, Unavailable)
    # litellm chooses BadRequestError by the text of some errors, a 401 among them; there the status tells more.
    if isinstance(status, int) and (name == _BY_STATUS or cls is InvalidRequest):
        return class_of(status)
    return cls
