"""The columns that stages meet in, and the values that they may hold.

One row is one candidate sample. A stage adds columns and changes none; a row that fails keeps its place and gains the
three error columns, and later stages pass it on.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import pyarrow as pa


class MetaStrategy(StrEnum):
    """The four meta strategies of CAD-Generate (paper 3.2.1)."""

    PARAMETERS = "parameter_variation"
    REVERSION = "logic_reversion"
    EXTENSION = "auxiliary_extension"
    TRANSFER = "isomorphic_transfer"


class State(StrEnum):
    """The terminal states, in the order in which the rules apply, and `pending` for what a stopped run left open."""

    FAILED = "failed"
    DUPLICATE = "duplicate"
    CONTESTED = "contested"
    UNSOLVABLE = "unsolvable"
    EXCLUDED = "excluded"
    ACCEPTED = "accepted"
    ADVERSARIAL = "adversarial"
    PENDING = "pending"


KEPT = (State.ACCEPTED, State.ADVERSARIAL)

# Errors of a row that a stage set aside: nothing went wrong with it, and it ends as `duplicate` or as `excluded`.
TWIN, BARRED = "Duplicate", "Excluded"
ASIDE = {TWIN: State.DUPLICATE, BARRED: State.EXCLUDED}


class Sees(StrEnum):
    """What a judge is shown; only the first two count into C."""

    PICTURE = "picture"
    DESCRIPTION = "description"
    NOTHING = "nothing"


class Ballot(StrEnum):
    """A judge's vote; voters are those with `match` or `other`."""

    MATCH = "match"
    OTHER = "other"
    ABSTAIN = "abstain"
    ABSENT = "absent"


TEXTS = pa.list_(pa.string())

SEED = pa.schema(
    [
        ("seed", pa.string()),
        ("seed_question", pa.string()),
        ("seed_answer", pa.string()),
        ("seed_choices", TEXTS),
        ("seed_image", pa.string()),  # sha256 in the blob store
        ("seed_domain", pa.string()),
        ("seed_description", pa.string()),  # a textual task description instead of a problem
        ("seed_license", pa.string()),
        ("seed_attribution", pa.string()),
        ("seed_phash", pa.string()),  # perceptual hash of the picture
        ("seed_parent", pa.string()),  # of an evolved seed: the seed of the sample that it was; null for the user's own
        ("seed_root", pa.string()),  # the user's own seed that it comes from; splits go by it
        ("seed_depth", pa.int32()),  # 0 for the user's own
    ]
)

PLAN = pa.schema(
    [
        ("id", pa.string()),  # r003-<seed>-<author>-<draw>: sorts by round, and names what made the sample
        ("round", pa.int32()),
        ("seed", pa.string()),
        ("author", pa.string()),
        ("strategy", pa.string()),  # a MetaStrategy, or what else the recipe plans by
        ("draw", pa.int32()),
        ("level", pa.int32()),  # 1..3, drawn alike in every arm: difficulty is no lever of the optimizer
        ("version", pa.string()),  # of the context
        ("insights", TEXTS),  # ids of the insights shown
        ("variation", pa.int64()),  # the row's random seed
    ]
)

CALL = pa.struct(
    [
        ("task", pa.string()),
        ("member", pa.string()),
        ("key", pa.string()),  # the ledger's key
        ("usd", pa.float64()),  # null: price unknown
        ("seconds", pa.float64()),
        ("cached", pa.bool_()),
        ("calls", pa.int32()),
    ]
)

VOTE = pa.struct(
    [
        ("judge", pa.string()),
        ("sees", pa.string()),
        ("is_author", pa.bool_()),
        ("raw", pa.string()),  # the reasoning as the judge wrote it
        ("answer", pa.string()),  # its final answer, "" when it gave none
        ("ballot", pa.string()),
        ("rule", pa.string()),  # the rule of the matcher that decided; model:NAME where a model did
        ("seconds", pa.float64()),
        ("usd", pa.float64()),
    ]
)

ERRORS = pa.schema([("error_stage", pa.string()), ("error_type", pa.string()), ("error_message", pa.string())])

ANALYSIS = pa.schema([("domain", pa.string()), ("concepts", TEXTS), ("reasoning", pa.string())])
SYNTHESIS = pa.schema(
    [
        ("strategy_text", pa.string()),  # the meta strategy made specific to this seed
        ("question", pa.string()),
        ("choices", TEXTS),  # empty when the question is open
        ("answer", pa.string()),
        ("unit", pa.string()),  # the unit that the question asks for, "" for none
        ("tolerance", pa.string()),  # JSON as in judge.match, "" for none: declared by the question, never assumed
        ("rationale", pa.string()),
    ]
)
ILLUSTRATION = pa.schema([("visual_prompt", pa.string())])
PICTURE = pa.schema(
    [
        ("image", pa.string()),  # sha256 in the blob store
        ("width", pa.int32()),
        ("height", pa.int32()),
        ("phash", pa.string()),  # perceptual hash, 64 bits in hexadecimal
    ]
)
CONSENSUS = pa.schema(
    [
        ("votes", pa.list_(VOTE)),
        ("consensus", pa.int32()),  # C by the rule in force
        ("consensus_all", pa.int32()),  # C with the author's own vote
        ("voters", pa.int32()),  # by the rule in force
        ("state", pa.string()),
        ("reason", pa.string()),
    ]
)

STUDENT = pa.schema(
    [
        ("pass_rate", pa.float64()),  # share of a student's attempts that found the key; null where none was asked
        ("attempts", pa.list_(VOTE)),  # of the student; they count nowhere
    ]
)

# What a round keeps of each row: the plan, what the stages added, and the state, and further columns of the recipe. The seed's
# own text stays in seeds.parquet. A column that the recipe's stages do not add is null.
VERDICT = pa.unify_schemas(
    [
        PLAN,
        pa.schema([("calls", pa.list_(CALL))]),
        ANALYSIS,
        SYNTHESIS,
        ILLUSTRATION,
        PICTURE,
        CONSENSUS,
        STUDENT,
        ERRORS,
    ]
)


_KNOWN = frozenset(VERDICT.names)


def more(names: Iterable[str]) -> list[str]:
    """Those of a verdict's columns that its recipe added to schema.VERDICT."""
    return [name for name in names if name not in _KNOWN]
