import pytest
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.embedded.reading.spelling import spelled


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("r=12cm", "r = 12 cm"),
        ("1cm=5km", "1 cm = 5 km"),
        ("7.5mol", "7.5 mol"),
        ("760mmHg", "760 mm Hg"),
        ("3m/s", "3 m/s"),
        ("4cm²", "4 cm²"),
        ("-3 °℃", "-3 °C"),
        ("−5", "-5"),
        ("R2=3Ω", "R2 = 3 Ω"),
        ("120-", "120"),
        ("H2O", "H2O"),
        ("2x+1", "2x+1"),
        ("8,295m", "8,295 m"),
        ("Z00", "Zoo"),
        ("Zo0", "Zoo"),
        ("R0", "R0"),
        ("lvy", "Ivy"),
        ("Lily", "Lily"),
        ("1=?", "I = ?"),
        ("1block=60m", "1block = 60 m"),
        ("?", "?"),
        ("口", ""),
        ("--", ""),
        ("+", ""),
    ],
)
def test_ocr_text_is_spelled_as_a_textbook_does(raw, text):
    assert spelled(raw) == text


@given(st.text(max_size=30))
def test_spelling_twice_changes_nothing_more(raw):
    assert spelled(spelled(raw)) == spelled(raw)
