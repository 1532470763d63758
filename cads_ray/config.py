"""The configuration: a typed schema, merged once at the door and checked as a whole (checks).

Values only. What runs on the cluster sees none of it: `wire` and `panel` turn it into objects first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_INSIDE = Path(__file__).parent / "conf"  # in an installed wheel
CONF_DIR = _INSIDE if _INSIDE.is_dir() else Path(__file__).parents[1] / "conf"


@dataclass
class MemberConfig:
    """One model of the pool, as models.spec.Member says; conf/models/ holds ready pools."""

    provider: str = "embedded"  # embedded | openai (any compatible endpoint) | litellm
    model: str = ""
    api_key_env: str = ""  # the NAME of the environment variable
    base_url: str = ""
    sees: str = "picture"  # picture | description | nothing
    draws: str = ""  # an image model: images (through /images/generations) | chat (a chat model that returns pictures)
    schema: bool = True  # whether the provider can be held to a JSON schema
    max_in_flight: int = 16
    rpm: int | None = None  # requests a minute
    tpm: int | None = None  # tokens a minute, in and out together
    tpm_in: int | None = None
    tpm_out: int | None = None
    temperature: float | None = None
    seeds: bool = (
        False  # whether the provider takes a seed: then repeated samples of one request differ and can be had again
    )
    max_tokens: int = 8192
    usd_per_mtok_in: float | None = None  # None: litellm's price map, or unknown
    usd_per_mtok_out: float | None = None
    usd_per_image: float | None = None
    timeout_s: float = 300.0
    extra: dict[str, Any] = field(default_factory=dict)  # further parameters of the request's body


@dataclass
class RoundsConfig:
    count: int = 3  # iterations per seed
    overlap: float = (
        1.0  # the next round opens once this share of the verdicts is in; below 1 nobody waits for the slowest
    )
    max: int = 10  # with dataset.size rounds go on until it is reached, at most so many; the paper: at most 10


@dataclass
class SeedsConfig:
    path: str | None = None  # None: the demo seeds that ship with the package
    evolve: bool = False  # whether a kept sample may become a seed of later rounds
    depth: int = 2  # how many such steps away from the user's own seeds


@dataclass
class ModelsConfig:
    server: list[str] | None = None  # flags of the shipped server, which the run then starts
    members: dict[str, MemberConfig] = field(default_factory=dict)


@dataclass
class GenerateConfig:
    members: list[str] = field(default_factory=list)  # the authors; each works on each seed
    draws: int = 1  # candidates per seed, author and round


@dataclass
class PaintConfig:
    backend: str = "auto"  # auto | svg | vega | hosted
    drafter: str | None = None  # the member that writes SVG or Vega-Lite
    artist: str | None = None  # the image model
    check: str | None = None  # a member that sees and lists what in a picture contradicts its words; then one redraw


@dataclass
class JudgeConfig:
    members: list[str] = field(default_factory=list)
    consensus: str = "independent"  # paper | independent | posterior
    quorum: int | None = None  # None: one less than the judges that count
    dissent: bool | None = None  # whether the dissent rule applies; None: in all but paper
    blind: str = "tag"  # keep | tag | drop: samples that a judge that sees nothing solves
    decide_early: bool = False  # ask no further judge once the state is settled; C is then a lower bound
    equivalence: str = "rules"  # rules | model: who decides what the matcher leaves undecided
    grader: str | None = None  # the member that does, with equivalence=model
    repair: str | None = None  # the member that settles contested samples
    audit: bool = False  # compare the consensus rules where the truth is known: embedded authors


@dataclass
class ContextConfig:
    mode: str = "adversarial"  # adversarial | paper | frozen | shuffled | bandit
    reflector: str | None = None  # the member that reflects and optimizes; None: the first author
    reflections: int = 16  # disagreements looked at per round
    max_insights: int = 24
    max_tokens: int = 1500
    guard: bool = True  # only the adversarial and sound counts as success; off: an ablation
    from_run: str | None = None


@dataclass
class StudentConfig:
    model: str | None = None  # the member that is to be trained; recipe=failures takes the member called student
    samples: int = 8  # its attempts at each kept sample, whose pass rate is written into it; 0: none
    keep: str = "all"  # all | learnable: only what it solves now and then
    signal: bool = False  # whether the optimizer learns from its pass rate in place of the judges' disagreement


@dataclass
class DatasetConfig:
    size: int | None = None  # samples to keep; None: whatever rounds.count rounds bring
    siblings: int = 3  # samples that differ in numbers alone, at most
    quotas: Any = None  # shares of size, as dataset/quotas.py says; a typed mapping could not be set by an override
    decontaminate: list[str] = field(default_factory=list)  # files of benchmark questions that must not be in it


@dataclass
class ExportConfig:
    formats: list[str] = field(default_factory=lambda: ["huggingface"])
    provenance: bool = True  # whether rows say which seed, author, votes and calls made them
    validation: float = 0.1  # share of the seeds whose samples are for validation
    push_to_hub: str | None = None  # org/name on the Hugging Face Hub


@dataclass
class LedgerConfig:
    dir: str | None = None  # None: calls/ in the run directory; jobs that share one pay for a call once
    replay: str = "off"  # off | only


@dataclass
class BudgetConfig:
    usd: float | None = None


@dataclass
class RetriesConfig:
    reply: int = 2  # how often a reply that cannot be parsed is asked again
    provider: int = 6  # how often a call is tried when the provider is overloaded


@dataclass
class RayConfig:
    address: str | None = None  # None: RAY_ADDRESS's, else start Ray here; auto or ray://host:port: use that cluster


@dataclass
class DataflowConfig:
    block_rows: int = 4  # of the last blocks of a round; from 32 on, of all
    min_actors: int = 1  # processes of each pool; one waits for hundreds of calls
    max_actors: int = 1  # on a cluster more: a pool grows while blocks wait for it


@dataclass
class AblationConfig:
    """A study: many runs, one for each arm and seed."""

    arms: list[str] = field(default_factory=list)  # of ablation.arms; none: a plain run
    seeds: int = 5  # of the random generator: random_seed, random_seed + 1, ...
    draws: int = 2  # measured samples per held-out seed and author


@dataclass
class Config:
    out: str = "runs/demo"
    recipe: str = "cads"  # the list of stages: a file of cads_ray/recipes, or a module of yours
    random_seed: int = 0
    verbose: bool = False
    hedge: str | None = None  # p95: a call slower than 95% of its kind is made a second time; both are paid for
    preview: int | None = None  # so many seeds once, and a projection of what the whole run takes
    rounds: RoundsConfig = field(default_factory=RoundsConfig)
    seeds: SeedsConfig = field(default_factory=SeedsConfig)
    models: ModelsConfig = field(default_factory=ModelsConfig)
    generate: GenerateConfig = field(default_factory=GenerateConfig)
    paint: PaintConfig = field(default_factory=PaintConfig)
    judge: JudgeConfig = field(default_factory=JudgeConfig)
    context: ContextConfig = field(default_factory=ContextConfig)
    student: StudentConfig = field(default_factory=StudentConfig)
    dataset: DatasetConfig = field(default_factory=DatasetConfig)
    export: ExportConfig = field(default_factory=ExportConfig)
    ledger: LedgerConfig = field(default_factory=LedgerConfig)
    budget: BudgetConfig = field(default_factory=BudgetConfig)
    retries: RetriesConfig = field(default_factory=RetriesConfig)
    ray: RayConfig = field(default_factory=RayConfig)
    dataflow: DataflowConfig = field(default_factory=DataflowConfig)
    ablation: AblationConfig = field(default_factory=AblationConfig)


def most_rounds(config: Config) -> int:
    """How many rounds the run may have: rounds.count, and with dataset.size as many as it takes, at most rounds.max."""
    rounds = config.rounds
    return rounds.count if config.dataset.size is None else max(rounds.count, rounds.max)
