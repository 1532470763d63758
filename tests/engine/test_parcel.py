"""What goes into a parcel comes out of it: nested columns, slices, nothing at all."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.engine.parcel import MOST, TAIL, cut, packed, unpacked
from cads_ray.schema import CALL, VERDICT

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.text(),
            "insights": st.none() | st.lists(st.text()),
            "calls": st.lists(st.fixed_dictionaries({name: st.none() for name in (field.name for field in CALL)})),
        }
    ),
    max_size=20,
)


@given(ROWS, st.integers(1, 7))
def test_a_table_comes_back_from_its_parcels(rows, size):
    table = pa.Table.from_pylist(rows, schema=VERDICT)
    parcels = packed(cut(table, size))
    assert parcels.num_rows == -(-table.num_rows // size)
    pieces = list(unpacked(parcels))
    assert all(0 < piece.num_rows <= size for piece in pieces)
    assert pa.concat_tables([*pieces, VERDICT.empty_table()]).equals(table)


@given(st.integers(0, 20_000), st.integers(1, 64), st.integers(1, 8))
def test_pieces_become_narrow_before_the_end(rows, least, actors):
    table = pa.table({"number": range(rows)})
    pieces = list(cut(table, least, actors))
    assert pa.concat_tables([*pieces, table.slice(0, 0)]).equals(table)
    widths = [piece.num_rows for piece in pieces]
    assert widths == sorted(widths, reverse=True)
    assert all(width <= max(least, MOST) for width in widths)
    before_the_end = rows
    for width in widths:
        assert width <= max(least, before_the_end // (TAIL * actors))
        before_the_end -= width


def test_a_parcel_of_a_slice_does_not_carry_the_whole():
    table = pa.table({"text": ["x" * 1000] * 1000})
    assert packed(cut(table, 4)).nbytes < 2 * table.nbytes
