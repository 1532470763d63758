"""What goes into a parcel comes out of it: nested columns, slices, nothing at all."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.parcel import cut, packed, unpacked
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


def test_a_parcel_of_a_slice_does_not_carry_the_whole():
    table = pa.table({"text": ["x" * 1000] * 1000})
    assert packed(cut(table, 4)).nbytes < 2 * table.nbytes
