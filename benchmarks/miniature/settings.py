"""The settings of the miniature. Those of the report were frozen after a pilot on other worlds, which was thrown away."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Settings:
    """Sizes, budgets of the nets and of training. Nothing here is a rate of errors."""

    worlds: int = 20
    first_world: int = 1000  # the pilot used worlds 0 to 9
    size: int = 1000  # kept samples of each arm: the paper's 2K
    sizes: tuple[int, ...] = (125, 250, 500, 1000, 2000, 4000)  # figure 3
    seeds: int = 24  # problems that the authors start from
    rounds: int = 18  # of the arms that learn nothing, with four candidates of each seed
    most_rounds: int = 70  # of the arms that learn, which end when they have kept enough
    members: int = 4
    test: int = 4000

    writer_examples: int = 9000  # that a writer of answers learns from, of a common pool
    writer_pool: int = 18000
    writer_steps: int = 1500
    writer_width: int = 96
    reader_scans: int = 300  # of the 600 for judges
    reader_rows: int = 400  # of letters in neutral typefaces, five each
    reader_steps: int = 1200
    reader_widths: tuple[int, ...] = (24, 32, 40, 48)

    base_steps: int = 1000  # of cross-entropy, on two and three digits and four operations
    steps: int = 300  # of GRPO, and of cross-entropy, in every arm
    batch: int = 128  # questions a step
    group: int = 8  # answers sampled for each
    rate: float = 1e-3
    kl: float = 0.01

    @property
    def tiny(self) -> Settings:
        """A world that a test can afford."""
        return replace(
            self,
            worlds=2,
            size=40,
            sizes=(20, 40, 80),
            seeds=6,
            rounds=3,
            most_rounds=8,
            test=200,
            writer_steps=60,
            reader_steps=40,
            base_steps=60,
            steps=10,
            batch=32,
        )


FROZEN = Settings()
