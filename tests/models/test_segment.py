"""Whatever happens to a segment's bytes, only the records that were touched are lost, and that is counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.errors import StoreError
from cads_ray.models import segment
from cads_ray.models.record import dump, load
from cads_ray.models.segment import MARK, Scan, pack, unpack
from tests.models.echo import digest

texts = st.lists(st.text(max_size=60), min_size=1, max_size=8)


def build(values):
    """The bytes of a segment, and per record its key, payload, start and end."""
    data, records = b"", []
    for i, value in enumerate(values):
        payload = dump({"value": value})
        start = len(data)
        data += pack(digest(i), payload)
        records.append((digest(i), payload, start, len(data)))
    return data, records


def read(data, start=0):
    scan = Scan(lambda at, length: data[at : at + length], start, len(data))
    return [(placed.key, placed.payload) for placed in scan], scan


def sound(records, touched):
    return [(key, payload) for key, payload, start, end in records if not touched(start, end)]


@given(texts)
def test_an_untouched_segment_gives_every_record(values):
    data, records = build(values)
    found, scan = read(data)
    assert found == sound(records, lambda *_: False)
    assert (scan.torn, scan.settled) == (0, len(data))


@given(texts, st.data())
def test_a_truncation_loses_the_record_it_cuts_and_no_other(values, data):
    whole, records = build(values)
    cut = data.draw(st.integers(0, len(whole)))
    found, scan = read(whole[:cut])
    assert found == sound(records, lambda start, end: end > cut)
    assert scan.torn == any(start < cut < end for *_, start, end in records)
    assert scan.settled == max([end for *_, end in records if end <= cut], default=0)


@given(texts, st.data())
def test_a_flipped_bit_loses_the_record_it_is_in_and_no_other(values, data):
    whole, records = build(values)
    at = data.draw(st.integers(0, len(whole) - 1))
    flipped = bytearray(whole)
    flipped[at] ^= 1 << data.draw(st.integers(0, 7))
    found, scan = read(bytes(flipped))
    assert found == sound(records, lambda start, end: start <= at < end)
    assert 1 <= scan.torn <= 2  # a flip can make a second mark inside the damaged record
    assert scan.settled == next(start for *_, start, end in records if start <= at < end)


@given(texts, st.data())
def test_junk_put_over_a_stretch_loses_the_records_it_touches_and_no_other(values, data):
    whole, records = build(values)
    begin = data.draw(st.integers(0, len(whole) - 1))
    junk = data.draw(st.binary(min_size=1, max_size=300))[: len(whole) - begin]
    found, _ = read(whole[:begin] + junk + whole[begin + len(junk) :])
    spared = sound(records, lambda start, end: start < begin + len(junk) and end > begin)
    assert [record for record in found if record in spared] == spared
    assert set(found) <= set(sound(records, lambda *_: False))


@given(texts, texts)
def test_a_scan_takes_up_where_the_last_one_settled(before, after):
    data, records = build(before + after)
    middle = records[len(before)][2]
    _, first = read(data[: middle + 5])
    assert (first.settled, first.torn) == (middle, 1)
    found, second = read(data, first.settled)
    assert found == sound(records, lambda start, _: start < middle)
    assert second.torn == 0


def test_a_flipped_case_of_a_hex_digit_is_damage():
    data = pack(digest(1), b'{"value": 1}')
    upper = [data[:i] + data[i : i + 1].upper() + data[i + 1 :] for i in range(len(data))]
    assert [unpack(other) for other in upper if other != data] == [None] * sum(other != data for other in upper)


def test_a_reply_that_contains_a_record_is_not_taken_for_one():
    inner = pack(digest("forged"), b'{"value": "forged"}').decode("latin-1")
    data = bytearray(pack(digest("outer"), dump({"value": inner})))
    data[3] ^= 1
    assert MARK not in data[1:]
    assert read(bytes(data))[0] == []


def test_records_larger_than_the_reading_window(monkeypatch):
    monkeypatch.setattr(segment, "WINDOW", 64)
    data, records = build(["a" * 1000, "b", "c" * 500])
    assert read(data)[0] == sound(records, lambda *_: False)
    assert read(data[:20] + b"#" + data[21:])[0] == sound(records[1:], lambda *_: False)


def test_a_record_is_whole_or_nothing():
    data = pack(digest(1), b'{"value": 1}')
    assert unpack(data).payload == b'{"value": 1}'
    assert unpack(data + b"x") is None
    assert unpack(data[:-1]) is None
    assert unpack(b"") is None


def test_what_is_too_large_for_a_record_is_refused(monkeypatch):
    monkeypatch.setattr(segment, "LARGEST", 200)
    with pytest.raises(StoreError, match="does not fit"):
        pack(digest(1), b"x" * 200)


@given(st.text(alphabet=st.characters(), max_size=50))
def test_any_text_comes_back_as_it_was(text):
    assert load(dump({"value": text + "\ud800"})) == {"value": text + "\ud800"}
