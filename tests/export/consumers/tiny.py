"""A tokenizer, a processor and a random Qwen2.5-VL of some thousand weights, built in code: no download, no torchvision.

For the consumers' own environments; nothing here imports cads_ray.
"""

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast, Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration
from transformers.models.qwen2_5_vl.processing_qwen2_5_vl import Qwen2_5_VLProcessor
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil
from transformers.processing_utils import ProcessorMixin

IMAGE, VIDEO = "<|image_pad|>", "<|video_pad|>"
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", IMAGE, VIDEO]
TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{% if m['content'] is string %}{{ m['content'] }}{% else %}"
    "{% for c in m['content'] %}{% if c['type'] == 'image' %}<|vision_start|><|image_pad|><|vision_end|>"
    "{% else %}{{ c['text'] }}{% endif %}{% endfor %}{% endif %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


class ImageProcessor(Qwen2_5_VLProcessor):
    """Its signature names no video processor, which would need torchvision (ProcessorMixin reads the signature)."""

    def __init__(self, image_processor=None, tokenizer=None, chat_template=None, **_):
        self.image_token, self.video_token = IMAGE, VIDEO
        self.image_token_id, self.video_token_id = (tokenizer.convert_tokens_to_ids(token) for token in (IMAGE, VIDEO))
        ProcessorMixin.__init__(self, image_processor, tokenizer, chat_template=chat_template)


def make_processor() -> ImageProcessor:
    vocabulary = {char: number for number, char in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
    for token in SPECIAL:
        vocabulary[token] = len(vocabulary)
    bytes_ = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    bytes_.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bytes_.decoder = decoders.ByteLevel()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=bytes_,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        additional_special_tokens=SPECIAL,
        padding_side="left",
        chat_template=TEMPLATE,
    )
    pictures = Qwen2VLImageProcessorPil(min_pixels=28 * 28, max_pixels=28 * 28 * 16)
    return ImageProcessor(pictures, tokenizer, chat_template=TEMPLATE)


def make_model(processor: ImageProcessor) -> Qwen2_5_VLForConditionalGeneration:
    ids = processor.tokenizer.convert_tokens_to_ids
    # mrope_section sums to half of the size of a head
    rope = {"rope_type": "default", "rope_theta": 1e4, "mrope_section": [2, 3, 3]}
    text = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}
    text |= {"vocab_size": len(processor.tokenizer), "num_key_value_heads": 1, "rope_parameters": rope}
    text |= {"eos_token_id": ids("<|im_end|>"), "bos_token_id": None, "pad_token_id": ids("<|endoftext|>")}
    vision = {"depth": 2, "hidden_size": 32, "intermediate_size": 64, "num_heads": 2, "out_hidden_size": 32}
    config = Qwen2_5_VLConfig(
        text_config=text,
        vision_config=vision | {"fullatt_block_indexes": [1], "patch_size": 14},
        image_token_id=ids(IMAGE),
        video_token_id=ids(VIDEO),
        vision_start_token_id=ids("<|vision_start|>"),
        vision_end_token_id=ids("<|vision_end|>"),
    )
    torch.manual_seed(0)
    return Qwen2_5_VLForConditionalGeneration(config).float()
