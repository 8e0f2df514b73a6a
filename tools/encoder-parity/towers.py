"""Every family's two towers with random weights, full size or tiny, and their export in the layout of their public repository."""
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import numpy as np
import timm
import torch
from inputs import scene
from reference import CLIPImageProcessorPil, PreprocessCfg, SiglipImageProcessorPil, image_transform_v2, open_clip
from timm.utils.model import reparameterize_model
from torch import nn
from transformers import CLIPConfig, CLIPModel, SiglipConfig, SiglipModel

CLIP_MEAN, CLIP_STD = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)
TINY_SIDE = 64


@dataclass
class Family:
    """image: [N, 3, side, side] -> [N, d]; text: ids int64 [N, length] -> [N, d]; both the reference's own forward pass."""

    side: int
    image: nn.Module
    text: nn.Module
    image_graph: nn.Module
    text_graph: nn.Module
    transform: Callable  # RGB picture -> [3, side, side], the authors' preprocessing
    processor: object | None  # the same by transformers
    pad_to: int | None  # length that the reference pads texts to, where that matters
    pad_id: int
    layout: str  # "transformers" or "open_clip": file names, inputs, outputs


class Call(nn.Module):
    """A module's method as a module."""

    def __init__(self, model: nn.Module, call: Callable):
        super().__init__()
        self.model, self.call = model, call

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        out = self.call(self.model, *inputs)
        return out if isinstance(out, torch.Tensor) else out.pooler_output


def randomise(model: nn.Module, seed: int) -> nn.Module:
    """Random weights that keep the variance through the layers, so that different inputs have different outputs."""
    generator = torch.Generator().manual_seed(seed)

    def noise(like: torch.Tensor) -> torch.Tensor:
        return torch.randn(like.shape, generator=generator)

    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "embedding" in name or "pos_embed" in name or parameter.ndim == 3:
                parameter.copy_(noise(parameter) * 0.5)
            elif parameter.ndim >= 2:
                parameter.copy_(noise(parameter) / parameter[0].numel() ** 0.5)
            elif "bias" in name or "logit" in name:
                parameter.copy_(noise(parameter) * 0.1)
            else:
                parameter.copy_(1 + noise(parameter) * 0.1)
        for name, buffer in model.named_buffers():
            if name.endswith("running_mean"):
                buffer.copy_(noise(buffer) * 0.1)
            elif name.endswith("running_var"):
                buffer.copy_(noise(buffer).abs() * 0.5 + 0.75)
    return model.eval()


def settle(tower: nn.Module, side: int) -> nn.Module:
    """Sets the statistics of batch normalisation to what they would be on pictures; with others a tower sees next to nothing."""
    norms = [module for module in tower.modules() if isinstance(module, nn.modules.batchnorm._BatchNorm)]
    for norm in norms:
        norm.momentum = None
        norm.reset_running_stats()
    some = torch.from_numpy(np.stack([scene(side, side, 500 + i) for i in range(6)])).permute(0, 3, 1, 2).float() / 255
    tower.train()
    with torch.no_grad():
        tower(some)
    return tower.eval()


class ClipText(nn.Module):
    """transformers' CLIP text tower, its causal mask written out: the way that the model builds it can't be traced."""

    def __init__(self, model: CLIPModel, end: int):
        super().__init__()
        self.model, self.end = model, end

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor | None = None) -> torch.Tensor:
        text = self.model.text_model
        hidden = text.embeddings(input_ids=input_ids)
        length = input_ids.shape[1]
        mask = torch.full((77, 77), -1e4).triu(1)[:length, :length][None, None]
        if attention_mask is not None:
            mask = mask + (1 - attention_mask[:, None, None, :].float()) * -1e4
        for layer in text.encoder.layers:
            out = layer(hidden, attention_mask=mask)
            hidden = out[0] if isinstance(out, tuple) else out
        hidden = text.final_layer_norm(hidden)
        end = (input_ids == self.end).int().argmax(1)
        return self.model.text_projection(hidden[torch.arange(hidden.shape[0]), end])


class SiglipText(nn.Module):
    """transformers' SigLIP text tower without the mask that it never has; pools the last place."""

    def __init__(self, model: SiglipModel):
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        text = self.model.text_model
        hidden = text.embeddings(input_ids=input_ids)
        for layer in text.encoder.layers:
            out = layer(hidden, attention_mask=None)
            hidden = out[0] if isinstance(out, tuple) else out
        return text.head(text.final_layer_norm(hidden)[:, -1])


class TokenMixer(nn.Module):
    """A block of the kind that MobileCLIP-S0's text tower has before and after its transformer: convolution over the places."""

    def __init__(self, width: int, reach: int = 11):
        super().__init__()
        self.mix = nn.Conv1d(width, width, reach, padding=reach // 2, groups=width)
        self.feed = nn.Sequential(nn.Conv1d(width, width * 4, 1), nn.GELU(), nn.Conv1d(width * 4, width, 1))

    def get_weight_dtype(self) -> torch.dtype:
        """open_clip asks its first block."""
        return self.mix.weight.dtype

    def forward(self, x: torch.Tensor, attn_mask: torch.Tensor | None = None, **_: object) -> torch.Tensor:
        places = x.transpose(1, 2)
        places = places + self.mix(places)
        return (places + self.feed(places)).transpose(1, 2)


def authors_transform(side: int, mean: tuple, std: tuple, interpolation: str, mode: str) -> Callable:
    cfg = PreprocessCfg(size=side, mean=mean, std=std, interpolation=interpolation, resize_mode=mode)
    return image_transform_v2(cfg, is_train=False)


def clip_vit(patch: int, words: int, tiny: bool, seed: int) -> Family:
    small = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    side = TINY_SIDE if tiny else 224
    text = {"vocab_size": words, "bos_token_id": words - 2, "eos_token_id": words - 1, "pad_token_id": words - 1, **(small if tiny else {})}
    config = CLIPConfig(text_config=text, vision_config={"patch_size": 16 if tiny else patch, "image_size": side, **(small if tiny else {})},
                        projection_dim=32 if tiny else 512, attn_implementation="eager")
    model = randomise(CLIPModel(config), seed)
    processor = CLIPImageProcessorPil(size={"shortest_edge": side}, crop_size={"height": side, "width": side})
    return Family(side, Call(model, lambda m, x: m.get_image_features(pixel_values=x)), Call(model, lambda m, x: m.get_text_features(input_ids=x)),
                  Call(model, lambda m, x: m.visual_projection(m.vision_model(pixel_values=x).pooler_output)), ClipText(model, words - 1),
                  authors_transform(side, CLIP_MEAN, CLIP_STD, "bicubic", "shortest"), processor, None, words - 1, "transformers")


def clip_rn50(words: int, tiny: bool, seed: int) -> Family:
    side = TINY_SIDE if tiny else 224
    config = open_clip.get_model_config("RN50-quickgelu")
    if tiny:
        config["embed_dim"] = 32
        config["vision_cfg"] |= {"image_size": side, "layers": [1, 1, 1, 1], "width": 2}
        config["text_cfg"] |= {"width": 16, "heads": 2, "layers": 2}
    config["text_cfg"]["vocab_size"] = words
    model = randomise(open_clip.model.CLIP(**config), seed)
    settle(model.visual, side)
    return Family(side, Call(model, lambda m, x: m.encode_image(x)), Call(model, lambda m, x: m.encode_text(x)),
                  Call(model, lambda m, x: m.encode_image(x, normalize=True)), Call(model, lambda m, x: m.encode_text(x, normalize=True)),
                  authors_transform(side, CLIP_MEAN, CLIP_STD, "bicubic", "shortest"), None, 77, 0, "open_clip")


def siglip(words: int, tiny: bool, seed: int) -> Family:
    small = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    side = TINY_SIDE if tiny else 224
    config = SiglipConfig(text_config={"vocab_size": words, **(small if tiny else {})},
                          vision_config={"image_size": side, "patch_size": 16, **(small if tiny else {})}, attn_implementation="eager")
    model = randomise(SiglipModel(config), seed)
    processor = SiglipImageProcessorPil(size={"height": side, "width": side})
    return Family(side, Call(model, lambda m, x: m.get_image_features(pixel_values=x)), Call(model, lambda m, x: m.get_text_features(input_ids=x)),
                  Call(model, lambda m, x: m.vision_model(pixel_values=x)), SiglipText(model),
                  authors_transform(side, (0.5,) * 3, (0.5,) * 3, "bicubic", "squash"), processor, 64, 1, "transformers")


def mobileclip(words: int, tiny: bool, seed: int) -> Family:
    side = TINY_SIDE if tiny else 256
    config = open_clip.get_model_config("MobileCLIP2-S0")
    config["text_cfg"] |= {"vocab_size": words, "layers": 4}
    config.pop("custom_text")
    if tiny:
        config["embed_dim"] = 32
        config["text_cfg"] |= {"width": 16, "heads": 2, "layers": 1}
    config["vision_cfg"]["image_size"] = side
    model = open_clip.model.CustomTextCLIP(**config)
    if tiny:
        model.visual.trunk = timm.create_model("fastvit_mci0", num_classes=32, layers=(1, 1, 1, 1), embed_dims=(4, 8, 16, 32))
    width = config["text_cfg"]["width"]
    blocks = model.text.transformer.resblocks
    blocks.insert(0, TokenMixer(width, 11))
    blocks.append(TokenMixer(width, 11))
    randomise(model, seed)
    settle(model.visual, side)
    model.visual.trunk = reparameterize_model(model.visual.trunk)
    return Family(side, Call(model, lambda m, x: m.encode_image(x)), Call(model, lambda m, x: m.encode_text(x)),
                  Call(model, lambda m, x: m.encode_image(x)), Call(model, lambda m, x: m.encode_text(x)),
                  authors_transform(side, (0.0,) * 3, (1.0,) * 3, "bilinear", "shortest"), None, 77, 0, "transformers")


def write(family: Family, folder: Path, mask: bool) -> None:
    """onnx/{vision,text}_model.onnx of the transformers repositories, or {visual,textual}/model.onnx of open_clip's (one row, int32)."""
    picture = torch.randn(1, 3, family.side, family.side)
    if family.layout == "open_clip":
        for name in ("visual", "textual"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        export(family.image_graph, (picture,), folder / "visual" / "model.onnx", ["image"], ["embedding"], {})
        ids = torch.ones(1, 77, dtype=torch.int32)
        export(family.text_graph, (ids,), folder / "textual" / "model.onnx", ["text"], ["embedding"], {})
        return
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    embeds = "pooler_output" if family.pad_to == 64 else None
    rows = {0: "batch_size"}
    export(family.image_graph, (picture,), folder / "onnx" / "vision_model.onnx", ["pixel_values"], [embeds or "image_embeds"], {"pixel_values": rows})
    ids = torch.full((1, family.pad_to or 9), 5, dtype=torch.int64)
    inputs = (ids, torch.ones_like(ids)) if mask else (ids,)
    axes = {**rows, 1: "sequence_length"} if family.pad_to is None else rows
    names = ["input_ids", "attention_mask"][: len(inputs)]
    export(family.text_graph, inputs, folder / "onnx" / "text_model.onnx", names, [embeds or "text_embeds"], {name: axes for name in names})


def export(graph: nn.Module, inputs: tuple, path: Path, names: list[str], outputs: list[str], axes: dict) -> None:
    if axes:
        axes = {**axes, outputs[0]: {0: "batch_size"}}
    # The exporter puts back the wrapper's own mode, and with it the model's: batch normalisation must not train.
    graph.eval()
    with torch.no_grad():
        torch.onnx.export(graph, inputs, str(path), input_names=names, output_names=outputs, dynamic_axes=axes, opset_version=17, dynamo=False)
