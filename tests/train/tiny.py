"""A tiny random Qwen2.5-VL that now and then answers rightly: its few words are the answers, in the form that is rewarded.

A random model over thousands of words would never be rewarded, and GRPO would have nothing to learn from. What is not in
the vocabulary is read as <unk>, the pictures are read as they are. Built in code; nothing is downloaded.
"""

from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

from tests.export.consumers.tiny import SPECIAL, TEMPLATE, ImageProcessor, make_model

UNKNOWN = "<unk>"
THOUGHT = "<think>hm</think>"


def save_tiny(folder: Path, keys: Sequence[str]) -> Path:
    """A model, its tokenizer and its processor, whose words are a thought and an answer for each of `keys`."""
    words = [*SPECIAL, UNKNOWN, THOUGHT, *(f"\\boxed{{{key}}}" for key in keys)]
    vocabulary = Tokenizer(models.WordLevel({word: number for number, word in enumerate(words)}, unk_token=UNKNOWN))
    vocabulary.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    vocabulary.decoder = decoders.Fuse()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=vocabulary,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        unk_token=UNKNOWN,
        additional_special_tokens=SPECIAL,
        padding_side="left",
        chat_template=TEMPLATE,
    )
    pictures = Qwen2VLImageProcessorPil(min_pixels=28 * 28, max_pixels=28 * 28 * 16)
    processor = ImageProcessor(pictures, tokenizer, chat_template=TEMPLATE)
    make_model(processor).save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder
