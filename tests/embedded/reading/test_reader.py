"""Readings of drawn pictures; the figures are of the kind that families draw."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from cads_ray.embedded.drawing.figure import Circle, Figure, Path, Text
from cads_ray.embedded.families import FAMILIES
from cads_ray.embedded.families.base import Draw
from cads_ray.embedded.members import COARSE, SHARP
from cads_ray.embedded.reading.reader import read
from cads_ray.errors import PictureError
from cads_ray.schema import MetaStrategy

LABELS = {"12 cm": (120, 60), "5": (300, 60), "?": (400, 60), "35°": (120, 200), "6 Ω": (300, 200), "A": (400, 200)}


def labelled(size: float) -> Figure:
    texts = tuple(Text(text, at, size) for text, at in LABELS.items())
    arrow = Path(((60, 300), (240, 300)), arrow="end"), Path(((300, 340), (300, 260)), arrow="end")
    return Figure((*texts, *arrow, Circle((420, 300), 30)))


@pytest.fixture(scope="module")
def draw(renderer):
    return lambda drawing: renderer.draw(*drawing.source()).data


def squeezed(text: str) -> str:
    return "".join(text.lower().split())


def test_labels_come_with_their_places_and_arrow_heads_are_no_letters(draw):
    reading = read(draw(labelled(18)), SHARP)
    assert (reading.width, reading.height) == (480, 360)
    assert sorted(word.text for word in reading.words) == sorted(LABELS)
    for word in reading.words:
        x, y = LABELS[word.text]
        assert abs(word.x - x) < 8
        assert abs(word.y - y) < 8


def test_small_print_is_lost_on_the_coarse_eye_only(draw):
    picture = draw(labelled(11))
    sharp, coarse = ({word.text for word in read(picture, eye).words} & set(LABELS) for eye in (SHARP, COARSE))
    assert len(sharp) == len(LABELS)
    assert len(coarse) < len(LABELS)


def test_places_are_in_pixels_of_the_full_picture_at_any_resolution(draw):
    places = [{w.text: (w.x, w.y) for w in read(draw(labelled(20)), eye).words} for eye in (SHARP, COARSE)]
    for text in places[0].keys() & places[1].keys():
        assert abs(places[0][text][0] - places[1][text][0]) < 6


def test_the_same_picture_reads_the_same_in_any_thread(draw):
    picture = draw(labelled(14))
    alone = read(picture, SHARP)
    with ThreadPoolExecutor(3) as threads:
        assert all(reading == alone for reading in threads.map(lambda _: read(picture, SHARP), range(4)))


def test_an_empty_picture_has_no_words(draw):
    assert read(draw(Figure(())), SHARP).words == ()


def test_what_is_no_picture_is_refused():
    with pytest.raises(PictureError):
        read(b"no picture", SHARP)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_needed_label_of_a_level_one_figure_is_read(family, draw):
    item = family.make(Draw(MetaStrategy.PARAMETERS, 1, 2))
    seen = squeezed(read(draw(item.drawing), SHARP).text)
    assert [label for label in item.needed if squeezed(label) not in seen] == []
