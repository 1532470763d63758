"""A GRPOTrainer that really goes on from its checkpoint.

transformers saves the weights of Qwen2.5-VL (and other models that were restructured) under their first names and, going on,
looks for them under the new ones; what it does not find it leaves as it was, with a warning (transformers issue 43701). So
training would go on with the weights of the start and the optimizer of the checkpoint.
"""

from __future__ import annotations

from torch import nn
from trl import GRPOTrainer


class ResumingTrainer(GRPOTrainer):
    """Loads the weights of a checkpoint as from_pretrained does, which knows both names, and all of them or none."""

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model: nn.Module | None = None) -> None:
        into = self.model if model is None else model
        if self.is_fsdp_enabled or hasattr(into, "peft_config"):  # these are saved under the names they have
            super()._load_from_checkpoint(resume_from_checkpoint, model)
            return
        saved = type(into).from_pretrained(resume_from_checkpoint, dtype=into.dtype)
        into.load_state_dict(saved.state_dict(), strict=True)
