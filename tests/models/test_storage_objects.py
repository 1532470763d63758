"""One object a commit, merged without losing or counting twice."""

import shutil

import pytest

from cads_ray.models.ledger import Ledger
from tests.models.ledgers import fill, found, segments


def test_compaction_merges_each_writers_objects_and_loses_nothing(place, tmp_path):
    with Ledger(place, tmp_path / "node-1") as one, Ledger(place, tmp_path / "node-2") as two:
        for i in range(6):
            fill((one, two)[i % 2], [i])
        before = len(segments(tmp_path, place))
        two.counts()
        one.compact()
        assert len(segments(tmp_path, place)) == 2 <= before
        assert found(one, range(6)) == found(two, range(6)) == list(range(6))
        for i in range(6, 10):
            fill(one, [i])
        two.compact()
        assert len(segments(tmp_path, place)) == 2
        assert found(one, range(10)) == found(two, range(10)) == list(range(10))
        assert one.counts() == two.counts()
        assert one.counts().tallies["ada", "solve"].records == 10


@pytest.mark.parametrize("place", ["objects"], indirect=True)
def test_a_compaction_that_was_killed_before_it_deleted_counts_nothing_twice(place, tmp_path):
    with Ledger(place, tmp_path / "index") as ledger:
        for i in range(4):
            fill(ledger, [i])
        before = ledger.counts()
        parts = {path: path.read_bytes() for path in segments(tmp_path, place)}
        ledger.compact()
        for path, data in parts.items():
            path.write_bytes(data)
        assert ledger.counts() == before
        with Ledger(place, tmp_path / "fresh") as fresh:
            assert fresh.counts() == before
        ledger.compact()
        assert found(ledger, range(4)) == [0, 1, 2, 3]
    assert len(segments(tmp_path, place)) == 1


@pytest.mark.parametrize("place", ["objects"], indirect=True)
def test_a_damaged_object_is_left_as_evidence(place, tmp_path):
    with Ledger(place, tmp_path / "index") as ledger:
        for i in range(4):
            fill(ledger, [i])
    shutil.rmtree(tmp_path / "index")
    path = segments(tmp_path, place)[1]
    path.write_bytes(path.read_bytes()[:-2])
    with Ledger(place, tmp_path / "index") as ledger:
        ledger.compact()
        assert path.exists()
        assert found(ledger, range(4)) == [0, 2, 3]
        assert ledger.counts().torn == 1
