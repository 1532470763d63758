"""What we write as PNG, read back by Pillow."""

import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cads_ray.png import encoded

from ..conftest import SVG

SIDES = st.integers(1, 40)


@given(SIDES, SIDES, st.integers(0, 2**32 - 1), st.sampled_from([1, 2, 256]))
def test_every_pixel_comes_back(height, width, seed, shades):
    """`shades`: from one colour to noise."""
    pixels = np.random.default_rng(seed).integers(0, shades, (height, width, 3), np.uint8)
    image = Image.open(io.BytesIO(encoded(pixels)))
    image.load()
    assert (image.format, image.mode, image.info) == ("PNG", "RGB", {})
    assert np.array_equal(np.asarray(image), pixels)


def test_a_drawing_is_not_larger_than_pillow_makes_it(renderer):
    """Lines and text, for which the one filter was chosen; within a tenth."""
    drawn = renderer.draw("svg", SVG.format('<text x="2" y="25">7</text><path d="M0 0L60 40" stroke="black"/>')).data
    theirs = io.BytesIO()
    Image.open(io.BytesIO(drawn)).save(theirs, "PNG")
    assert len(drawn) <= 1.1 * len(theirs.getvalue())
