import pytest
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.errors import InvalidRequest, ProviderError, RateLimited, Refused, Unauthorized, Unavailable, UnknownModel
from cads_ray.models.http_errors import class_of, error_of, retry_after
from cads_ray.models.provider import kind


@given(st.integers(100, 999), st.text(max_size=30))
def test_every_status_and_code_has_a_class(status, code):
    assert issubclass(class_of(status, code), ProviderError)


@pytest.mark.parametrize(
    ("status", "code", "cls"),
    [
        (400, "", InvalidRequest),
        (400, "content_filter", Refused),
        (401, "", Unauthorized),
        (402, "", Unauthorized),
        (403, "", Unauthorized),
        (404, "", UnknownModel),
        (400, "model_not_found", UnknownModel),
        (410, "", UnknownModel),
        (408, "", Unavailable),
        (413, "", InvalidRequest),
        (429, "rate_limit_exceeded", RateLimited),
        (429, "insufficient_quota", Unauthorized),
        (301, "", InvalidRequest),
        (500, "", Unavailable),
        (529, "overloaded_error", Unavailable),
    ],
)
def test_status_and_code_decide(status, code, cls):
    error = error_of(status, {}, {"error": {"code": code, "message": "500 rate limit refused"}})
    assert type(error) is cls
    assert kind(error) == cls.__name__


@pytest.mark.parametrize(
    "body", [None, [], "x", {"error": None}, {"error": "text"}, {"error": {"code": 7, "message": None}}]
)
def test_bodies_of_any_form_make_an_error(body):
    assert isinstance(error_of(500, {}, body), Unavailable)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "12"}, 12.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after-ms": "250", "retry-after": "1"}, 0.25),
        ({"retry-after": "Sat, 21 Nov 2026 04:28:59 GMT", "date": "Sat, 21 Nov 2026 04:28:29 GMT"}, 30.0),
        ({"retry-after": "Sat, 21 Nov 2026 04:28:59 GMT"}, None),
    ],
)
def test_retry_after(headers, seconds):
    assert retry_after(headers) == seconds


def test_a_message_is_one_short_line_without_the_key():
    error = error_of(401, {}, {"error": {"message": "bad key\nsk-sentinel " + "x" * 5000}}, "sk-sentinel")
    assert str(error).startswith("HTTP 401: bad key [key] x")
    assert len(str(error)) <= 300
