"""Records for tests of the ledger."""

import asyncio

from tests.models.echo import digest


def record(i, **more):
    return {"member": "ada", "task": "solve", "calls": 1, "usd": 0.1, "value": {"answer": f"{i}" * 20}} | more


def fill(ledger, names):
    async def main():
        await asyncio.gather(*(ledger.put(digest(i), record(i)) for i in names))

    asyncio.run(main())


def found(ledger, names):
    return [i for i in names if ledger.record(digest(i)) == record(i)]


def segments(tmp_path, place):
    return sorted((tmp_path / place.removeprefix("s3://").removeprefix(str(tmp_path) + "/")).glob("*.seg"))
