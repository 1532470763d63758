"""litellm's exceptions go by class: none is left out, and none is decided by its text."""

import inspect

import httpx
import pytest

from cads_ray.errors import RateLimited, Unauthorized, Unavailable, UnknownModel
from cads_ray.models.litellm_client import library
from cads_ray.models.litellm_errors import CLASSES, error_of


@pytest.fixture(scope="module")
def litellm():
    return library()


def test_every_exception_of_litellm_has_a_class(litellm):
    found = [
        cls
        for cls in vars(litellm.exceptions).values()
        if inspect.isclass(cls) and issubclass(cls, BaseException) and cls.__module__.startswith("litellm")
    ]
    assert len(found) > 25
    assert [cls.__name__ for cls in found if cls.__name__ not in CLASSES] == ["APIError"]


def test_no_class_is_mapped_that_litellm_does_not_have(litellm):
    assert [name for name in CLASSES if not hasattr(litellm.exceptions, name)] == []


@pytest.mark.parametrize(
    ("status", "cls"),
    [(401, Unauthorized), (404, UnknownModel), (429, RateLimited), (500, Unavailable), (529, Unavailable)],
)
def test_the_catch_all_goes_by_its_status(litellm, status, cls):
    error = litellm.exceptions.APIError(status_code=status, message="odd", llm_provider="p", model="m")
    assert type(error_of(error)) is cls


def test_a_bad_request_that_is_a_401_is_unauthorized(litellm):
    response = httpx.Response(401, request=httpx.Request("POST", "http://127.0.0.1"))
    error = litellm.exceptions.BadRequestError("invalid_request_error", model="m", llm_provider="p", response=response)
    error.status_code = 401
    assert type(error_of(error)) is Unauthorized


def test_retry_after_comes_from_the_headers(litellm):
    response = httpx.Response(429, headers={"Retry-After": "7"}, request=httpx.Request("POST", "http://127.0.0.1"))
    error = litellm.exceptions.RateLimitError("slow", llm_provider="p", model="m", response=response)
    assert error_of(error).retry_after == 7.0


def test_what_is_no_exception_of_litellm_is_the_providers_failure():
    assert type(error_of(KeyError("choices"))) is Unavailable


def test_settings_that_cost_money_or_tell_others_are_off(litellm):
    assert litellm.telemetry is False
    assert litellm.num_retries == 0
    assert litellm.callbacks == []
    assert litellm.suppress_debug_info is True
