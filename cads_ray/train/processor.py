"""The processor of a vision-language model: text to tokens, pictures to patches; of Qwen2.5-VL also without torchvision.

transformers opens a model's video processor with the rest, and that one needs torchvision. Whoever trains on pictures alone
does not, so for Qwen2.5-VL (and models made from it) the two other halves are put together here.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from transformers import AutoConfig, AutoProcessor, AutoTokenizer
from transformers.models.qwen2_5_vl.processing_qwen2_5_vl import Qwen2_5_VLProcessor
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil
from transformers.processing_utils import ProcessorMixin

from cads_ray.errors import Unequipped

IMAGE, VIDEO = "<|image_pad|>", "<|video_pad|>"
VISION = ("<|vision_start|>", "<|vision_end|>", IMAGE, VIDEO)


class PictureProcessor(Qwen2_5_VLProcessor):
    """Qwen2.5-VL's processor without its video half: transformers reads the halves off this signature."""

    def __init__(self, image_processor=None, tokenizer=None, chat_template=None, **_: Any):
        self.image_token, self.video_token = IMAGE, VIDEO
        self.image_token_id, self.video_token_id = (tokenizer.convert_tokens_to_ids(token) for token in (IMAGE, VIDEO))
        ProcessorMixin.__init__(self, image_processor, tokenizer, chat_template=chat_template)


def load_processor(model: str, max_pixels: int) -> ProcessorMixin:
    """The processor of `model`, a folder or a name on the Hub, which scales pictures down to `max_pixels`.

    Raises Unequipped when it needs torchvision and there is none.
    """
    if find_spec("torchvision") is not None:
        return AutoProcessor.from_pretrained(model, max_pixels=max_pixels, padding_side="left")
    kind = AutoConfig.from_pretrained(model).model_type
    if kind != "qwen2_5_vl":
        raise Unequipped(f"model={model} ({kind}) needs torchvision to read pictures: pip install torchvision")
    tokenizer = AutoTokenizer.from_pretrained(model, padding_side="left")
    pictures = Qwen2VLImageProcessorPil.from_pretrained(model, max_pixels=max_pixels)
    return PictureProcessor(pictures, tokenizer, chat_template=tokenizer.chat_template)


def never_sampled(processor: ProcessorMixin) -> list[int]:
    """Tokens that stand for pictures: a reply that contains one could not be read back, since it has no picture for it."""
    tokenizer = processor.tokenizer
    found = (tokenizer.convert_tokens_to_ids(token) for token in VISION)
    return [number for number in found if number is not None and number != tokenizer.unk_token_id]
