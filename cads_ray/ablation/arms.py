"""The arms: the paper's ladder, and the controls of its last rung."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cads_ray.config import Config
from cads_ray.schema import MetaStrategy


@dataclass(frozen=True)
class Arm:
    """`run` names the run whose samples the arm looks at: two rungs may look at the same samples.

    `direct`: one author asked for new numbers, no choice of strategy. `judged`: whether the panel decides what is kept.
    """

    name: str
    label: str
    run: str
    mode: str = "frozen"
    guard: bool = True
    direct: bool = False
    judged: bool = True

    @property
    def learns(self) -> bool:
        return self.mode != "frozen"

    def configured(self, config: Config, random_seed: int, out: str, ledger: str) -> Config:
        """The configuration of one run of this arm."""
        authors = config.generate.members[:1] if self.direct else config.generate.members
        return replace(
            config,
            out=out,
            random_seed=random_seed,
            generate=replace(config.generate, members=authors),
            context=replace(config.context, mode=self.mode, guard=self.guard),
            ledger=replace(config.ledger, dir=config.ledger.dir or ledger),
        )


DIRECT = MetaStrategy.PARAMETERS  # what a single request without analysis or strategy yields: the seed with new numbers
_ALL = (
    Arm("direct", "direct", "direct", direct=True, judged=False),
    Arm("generate", "+ CAD-Generate", "frozen", judged=False),
    Arm("judge", "+ CAD-Judge (= frozen)", "frozen"),
    Arm("context", "+ context", "context", "adversarial"),
    Arm("shuffled", "control: shuffled evidence", "shuffled", "shuffled"),
    Arm("bandit", "control: bandit only", "bandit", "bandit"),
    Arm("paper", "control: plain reading", "paper", "paper"),
    Arm("unguarded", "control: no guard", "unguarded", "adversarial", guard=False),
)
ARMS = {arm.name: arm for arm in _ALL}
