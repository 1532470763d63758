import base64

import pytest

from cads_ray.models.images import DataUrls, decode, encode, picture_in_data, picture_in_message

PIXEL = b"\x89PNG\r\n\x1a\n..."
URL = encode(PIXEL).decode()


def test_a_picture_is_read_and_encoded_once():
    loaded = []
    urls = DataUrls(lambda sha: loaded.append(sha) or PIXEL)
    assert urls.get("a") == urls.get("a") == URL.encode()
    assert loaded == ["a"]


def test_the_least_recently_used_are_forgotten():
    loaded = []
    urls = DataUrls(lambda sha: loaded.append(sha) or PIXEL, limit=2 * len(URL))
    for sha in ("a", "b", "a", "c", "a", "b"):
        urls.get(sha)
    assert loaded == ["a", "b", "c", "b"]


@pytest.mark.parametrize(
    ("data", "kind"), [(PIXEL, "png"), (b"\xff\xd8\xff\xe0", "jpeg"), (b"RIFF0000WEBP", "webp"), (b"GIF89a", "gif")]
)
def test_the_type_comes_from_the_bytes(data, kind):
    assert encode(data).startswith(f"data:image/{kind};base64,".encode())
    assert decode(encode(data).decode()) == data


@pytest.mark.parametrize(
    "url", ["http://example.invalid/a.png", "file:///etc/passwd", "/etc/passwd", "", "data:text/html,x"]
)
def test_links_are_never_followed(url):
    assert decode(url) is None
    assert picture_in_data({"url": url}) is None
    assert picture_in_message({"content": "", "images": [{"image_url": {"url": url}}]}) is None


@pytest.mark.parametrize(
    "message",
    [
        {"images": [{"type": "image_url", "image_url": {"url": URL}}], "content": ""},
        {"content": [{"type": "text", "text": "here"}, {"type": "image_url", "image_url": {"url": URL}}]},
        {"content": f"Here it is: ![picture]({URL})"},
    ],
)
def test_chat_models_return_pictures_in_three_ways(message):
    assert picture_in_message(message) == PIXEL


@pytest.mark.parametrize(
    "message", [{}, {"content": None}, {"images": [None]}, {"images": [{"image_url": "x"}]}, {"content": [1]}]
)
def test_a_message_without_a_picture_has_none(message):
    assert picture_in_message(message) is None


def test_data_of_the_images_route():
    assert picture_in_data({"b64_json": base64.b64encode(PIXEL).decode()}) == PIXEL
    assert picture_in_data({"url": URL}) == PIXEL
    assert picture_in_data({"b64_json": "abcde"}) is None
