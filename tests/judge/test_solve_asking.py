"""When a judge is not asked at all."""

import asyncio

from cads_ray.judge.solve import Asking, Judge, solve
from cads_ray.schema import Sees

from .cast import Says, row, table


def five(request) -> dict:
    return {"reasoning": "", "answer": "5"}


def test_a_judge_whose_vote_changes_nothing_is_not_asked():
    asking = Asking(settled=lambda row, judge: judge == "b")
    # A blind probe settles nothing and is asked all the same; a judge that counts is not.
    (result,) = asyncio.run(solve(table([row("")]), Says(five), Judge("b", Sees.NOTHING), asking)).to_pylist()
    assert result["vote_b"] is not None
    client = Says(five)
    (result,) = asyncio.run(solve(table([row("")]), client, Judge("b", Sees.PICTURE), asking)).to_pylist()
    assert (result["vote_b"], result["calls"], result["error_stage"], client.asked) == (None, [], None, [])
