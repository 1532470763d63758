"""The ledger keeps what it was given, on files and on objects alike."""

import asyncio
import os
import pickle

import pytest

from cads_ray.errors import StoreError
from cads_ray.models.claims import Claim
from cads_ray.models.ledger import Ledger
from cads_ray.models.storage_files import Files
from cads_ray.models.storage_objects import Objects
from tests.models.echo import digest
from tests.models.ledger_process import open_ledger
from tests.models.ledgers import fill, found, record


def test_what_is_put_is_found_now_and_later(place, tmp_path):
    with Ledger(place, tmp_path / "index") as ledger:
        fill(ledger, range(200))
        assert found(ledger, range(200)) == list(range(200))
        assert ledger.record(digest("none")) is None
    with Ledger(place, tmp_path / "index") as ledger:
        assert found(ledger, range(200)) == list(range(200))
        assert dict(ledger.scan()) == {digest(i): record(i) for i in range(200)}
        assert (ledger.counts().keys, ledger.counts().torn) == (200, 0)


def test_records_that_wait_together_share_a_commit(place, tmp_path, monkeypatch):
    commits = []
    for storage in (Files, Objects):
        append = storage.append
        monkeypatch.setattr(
            storage, "append", lambda self, data, append=append: commits.append(0) or append(self, data)
        )
    with Ledger(place, tmp_path / "index") as ledger:
        fill(ledger, range(500))
        assert found(ledger, range(500)) == list(range(500))
    assert len(commits) < 100


def test_each_writer_has_a_segment_of_its_own_and_all_see_all(tmp_path):
    with open_ledger(tmp_path) as one, open_ledger(tmp_path) as other:
        fill(one, range(10))
        fill(other, range(10, 20))
        fill(one, range(20, 30))
        assert found(one, range(30)) == found(other, range(30)) == list(range(30))
    assert len(list((tmp_path / "calls").glob("*.seg"))) == 2
    with open_ledger(tmp_path):
        pass
    assert len(list((tmp_path / "calls").glob("*.seg"))) == 2  # a reader leaves nothing


def test_a_ledger_travels_by_pickle(tmp_path):
    with open_ledger(tmp_path) as ledger:
        fill(ledger, [1])
        with pickle.loads(pickle.dumps(ledger)) as copy:
            assert found(copy, [1])


def test_after_a_failed_sync_nothing_more_is_accepted(tmp_path, monkeypatch):
    with open_ledger(tmp_path) as ledger:
        fill(ledger, [1])
        sync = os.fsync
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", lambda handle: os.pread(-1, 1, 0))
            with pytest.raises(StoreError, match="cannot be written"):
                fill(ledger, [2])
        assert os.fsync is sync
        with pytest.raises(StoreError, match="cannot be written"):
            fill(ledger, [3])
        assert found(ledger, [1]) == [1]


def test_a_record_is_written_though_nobody_waits_for_it_any_more(tmp_path):
    async def main(ledger):
        waiting = [asyncio.ensure_future(ledger.put(digest(i), record(i))) for i in range(50)]
        for one in waiting:
            one.cancel()

    with open_ledger(tmp_path) as ledger:
        asyncio.run(main(ledger))
    with open_ledger(tmp_path) as ledger:
        assert found(ledger, range(50)) == list(range(50))


def test_a_claim_that_nobody_heard_of_is_released(tmp_path):
    async def main(ledger):
        claims = [asyncio.create_task(ledger.claim(digest(i))) for i in range(50)]
        await asyncio.sleep(0)
        for claim in claims:
            claim.cancel()
        await asyncio.gather(*claims, return_exceptions=True)
        for i in range(50):
            while await ledger.claim(digest(i)) is not Claim.MINE:
                await asyncio.sleep(0)

    with open_ledger(tmp_path) as ledger:
        asyncio.run(asyncio.wait_for(main(ledger), 60))


def test_a_claim_that_is_granted_in_the_moment_of_being_cancelled_is_released(tmp_path):
    async def main(ledger):
        claim = asyncio.create_task(ledger.claim(digest(1)))
        await asyncio.sleep(0)
        while not claim._fut_waiter.done():
            await asyncio.sleep(0)
        claim.cancel()
        with pytest.raises(asyncio.CancelledError):
            await claim
        while await ledger.claim(digest(1)) is not Claim.MINE:
            await asyncio.sleep(0)

    with open_ledger(tmp_path) as ledger:
        asyncio.run(asyncio.wait_for(main(ledger), 60))


def test_a_record_that_cannot_be_read_takes_no_claim_with_it(tmp_path, monkeypatch):
    def broken(*_):
        raise OSError("Input/output error")

    async def main(ledger):
        with monkeypatch.context() as disk:
            disk.setattr(os, "pread", broken)
            claims = await asyncio.gather(
                *(ledger.claim(digest(i)) for i in (*range(50), "old")), return_exceptions=True
            )
        failed = [i for i, claim in enumerate(claims[:-1]) if isinstance(claim, StoreError)]
        again = [await ledger.claim(digest(i)) for i in failed]
        return claims[-1], len(failed), set(again)

    with open_ledger(tmp_path) as ledger:
        fill(ledger, ["old"])
        old, failed, again = asyncio.run(main(ledger))
        assert isinstance(old, StoreError)
        assert failed
        assert again == {Claim.MINE}
        assert asyncio.run(ledger.claim(digest("old"))) == record("old")


def test_closing_gives_claims_up(tmp_path):
    with open_ledger(tmp_path) as one, open_ledger(tmp_path) as other:
        assert asyncio.run(one.claim(digest(1))) is Claim.MINE
        assert asyncio.run(one.claim(digest(1))) is asyncio.run(other.claim(digest(1))) is Claim.HELD
        one.close()
        assert asyncio.run(other.claim(digest(1))) is Claim.MINE


def test_a_place_that_cannot_hold_a_ledger_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be opened"):
        Ledger(tmp_path / "calls", tmp_path / "file" / "index")
    with pytest.raises(StoreError, match="cannot be opened"):
        Ledger("nowhere://x", tmp_path / "index")
    with Ledger(tmp_path / "file", tmp_path / "index") as ledger, pytest.raises(StoreError, match="cannot be written"):
        fill(ledger, [1])


def test_by_default_the_index_is_not_beside_the_segments(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    with Ledger(tmp_path / "run" / "calls") as ledger:
        fill(ledger, [1])
    assert [path.suffix for path in (tmp_path / "run").rglob("*") if path.is_file()] == [".seg"]
    assert list((tmp_path / "tmp").rglob("index-*.sqlite"))
