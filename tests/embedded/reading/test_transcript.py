import json

from hypothesis import given
from hypothesis import strategies as st

from cads_ray.embedded.reading.transcript import recalled, written
from cads_ray.embedded.reading.words import Mark, Reading, Stroke, Word

NUMBER = st.floats(-1e4, 1e4)
POINT = st.tuples(NUMBER, NUMBER)
READINGS = st.builds(
    Reading,
    words=st.lists(st.builds(Word, st.text(), NUMBER, NUMBER, NUMBER, NUMBER, NUMBER), max_size=4).map(tuple),
    marks=st.lists(st.builds(Mark, st.text(), NUMBER, st.text()), max_size=4).map(tuple),
    strokes=st.lists(st.builds(Stroke, POINT, POINT, st.text(), st.booleans(), st.booleans()), max_size=4).map(tuple),
)


@given(READINGS)
def test_a_reading_survives_as_json(reading):
    assert recalled(json.loads(json.dumps(written(reading)))) == reading
