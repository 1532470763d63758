"""The index is what the segments say, whatever happens to either."""

import asyncio
import os
import random
import shutil

import pytest

from cads_ray.models.claims import Claim
from cads_ray.models.ledger import Ledger
from cads_ray.models.storage_files import Files
from cads_ray.models.storage_objects import Objects
from tests.models.echo import digest
from tests.models.ledger_process import open_ledger
from tests.models.ledgers import fill, found, record, segments


def lose_folder(index):
    shutil.rmtree(index)


def lose_pointer(index):
    (index / "current").unlink()


def lose_file(index):
    for path in index.glob("index-*"):
        path.unlink()


def write_over(data):
    def damage(index):
        (path,) = index.glob("index-*.sqlite")
        path.write_bytes(data)
        for name in ("-wal", "-shm"):
            path.with_name(path.name + name).unlink(missing_ok=True)

    return damage


DAMAGES = {
    "folder lost": lose_folder,
    "pointer lost": lose_pointer,
    "file lost": lose_file,
    "pointer empty": lambda index: (index / "current").write_text(""),
    "file empty": write_over(b""),
    "file garbage": write_over(random.Random(0).randbytes(50_000)),
    "file cut": lambda index: os.truncate(next(index.glob("index-*.sqlite")), 5000),
}


def test_another_node_sees_what_this_one_wrote(place, tmp_path, monkeypatch):
    monkeypatch.setattr(Files, "refresh_seconds", 0.0)
    monkeypatch.setattr(Objects, "refresh_seconds", 0.0)
    with Ledger(place, tmp_path / "node-1") as here, Ledger(place, tmp_path / "node-2") as there:
        for i in range(3):
            fill(here, [i])
            assert asyncio.run(there.claim(digest(i))) == record(i)
            assert found(there, [i])
        assert asyncio.run(there.claim(digest(9))) is Claim.MINE


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_lost_or_damaged_index_is_made_again(damage, place, tmp_path):
    with Ledger(place, tmp_path / "index") as ledger:
        fill(ledger, range(300))
    damage(tmp_path / "index")
    with Ledger(place, tmp_path / "index") as ledger:
        assert found(ledger, range(300)) == list(range(300))
        assert asyncio.run(ledger.claim(digest(1))) == record(1)


@pytest.mark.parametrize("damage", [lose_pointer, write_over(b""), write_over(b"junk" * 9000)])
def test_the_index_may_be_damaged_under_two_running_processes(damage, tmp_path):
    with open_ledger(tmp_path) as one, open_ledger(tmp_path) as other:
        fill(one, range(100))
        damage(tmp_path / "index")
        fill(other, range(100, 200))
        fill(one, range(200, 300))
        assert found(one, range(300)) == found(other, range(300)) == list(range(300))
        assert asyncio.run(one.claim(digest("new"))) is Claim.MINE
        assert asyncio.run(other.claim(digest("new"))) is Claim.HELD
        assert one.counts().keys == other.counts().keys == 300


def test_a_torn_last_record_is_cut_off_and_counted(tmp_path):
    with open_ledger(tmp_path) as ledger:
        fill(ledger, range(10))
    (path,) = (tmp_path / "calls").glob("*.seg")
    os.truncate(path, path.stat().st_size - 3)
    for index in ("index", "fresh"):  # one that has seen the record whole, and one that has not
        with Ledger(tmp_path / "calls", tmp_path / index) as ledger:
            assert (ledger.counts().keys, ledger.counts().torn) == (9, 1)
            assert found(ledger, range(10)) == list(range(9))
            assert asyncio.run(ledger.claim(digest(9))) is Claim.MINE


@pytest.mark.parametrize("index", ["index", "fresh"])
def test_a_record_damaged_on_disk_is_missed_counted_and_can_be_put_again(index, place, tmp_path):
    with Ledger(place, tmp_path / "index") as ledger:
        for i in range(5):
            fill(ledger, [i])
    shutil.rmtree(tmp_path / "index" / "spool", ignore_errors=True)
    for path in segments(tmp_path, place):
        path.write_bytes(path.read_bytes().replace(b"2222", b"2322", 1))
    with Ledger(place, tmp_path / index) as ledger:
        assert found(ledger, range(5)) == [0, 1, 3, 4]
        assert (ledger.counts().keys, ledger.counts().torn) == (4, 1)
        fill(ledger, [2])
        assert found(ledger, range(5)) == [0, 1, 2, 3, 4]
        assert (ledger.counts().keys, ledger.counts().torn) == (5, 1)


def test_a_record_that_is_damaged_after_it_was_claimed_for_can_be_claimed_again(tmp_path):
    with open_ledger(tmp_path) as ledger:
        assert asyncio.run(ledger.claim(digest(1))) is Claim.MINE
        fill(ledger, [1])
        (path,) = (tmp_path / "calls").glob("*.seg")
        os.truncate(path, 20)
        assert found(ledger, [1]) == []
        assert asyncio.run(ledger.claim(digest(1))) is Claim.MINE


def test_damage_in_a_segment_that_still_grows_is_counted_once(tmp_path):
    with open_ledger(tmp_path) as ledger:
        fill(ledger, range(5))
        (path,) = (tmp_path / "calls").glob("*.seg")
        with path.open("r+b") as file:
            file.seek(path.read_bytes().index(b"2222"))
            file.write(b"#")
        assert found(ledger, range(5)) == [0, 1, 3, 4]
        for i in range(5, 10):
            fill(ledger, [i])
            assert (ledger.counts().keys, ledger.counts().torn) == (i, 1)


def test_a_run_directory_made_anew_knows_nothing_of_the_old_one(place, tmp_path):
    with Ledger(place, tmp_path / "index") as ledger:
        fill(ledger, range(5))
    shutil.rmtree(segments(tmp_path, place)[0].parent)
    with Ledger(place, tmp_path / "index") as ledger:
        assert found(ledger, range(5)) == []
        assert asyncio.run(ledger.claim(digest(1))) is Claim.MINE
        assert ledger.counts().keys == 0


def test_a_key_recorded_twice_keeps_its_first_record(tmp_path):
    with Ledger(tmp_path / "calls", tmp_path / "node-1") as one, Ledger(tmp_path / "calls", tmp_path / "node-2") as two:
        fill(one, [1])

        async def again():
            await two.put(digest(1), record(1, value="second"))
            await one.put(digest(1), record(1, value="third"))

        asyncio.run(again())
        assert found(one, [1])
        counts = one.counts()
    assert (counts.keys, counts.tallies["ada", "solve"].records) == (1, 3)  # all three were paid
