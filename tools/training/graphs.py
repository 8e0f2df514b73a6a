"""The two towers as they are exported: plain modules with everything of the space folded in."""
import torch
from torch import nn
from torch.nn import functional as F

import minilm
from efficientnet import CLASSES, FEATURES, Lite, two_depths
from space import TOP, Space


class Rows(nn.Module):
    """A table read by row, kept as int8 with a step a row: a quarter of the size, and no arithmetic in int8."""

    def __init__(self, table: torch.Tensor, small: bool):
        super().__init__()
        self.small = small
        step = table.abs().amax(1, keepdim=True).clamp_min(1e-9) / 127
        self.register_buffer("values", (table / step).round().to(torch.int8) if small else table.clone())
        self.register_buffer("step", step)

    def forward(self, at: torch.Tensor) -> torch.Tensor:
        rows = self.values[at]
        return rows.float() * self.step[at] if self.small else rows


class TextGraph(nn.Module):
    """input_ids, attention_mask [n, length] -> embedding [n, dimension]."""

    def __init__(self, space: Space, basis: torch.Tensor | None, small: bool):
        super().__init__()
        model = minilm.pretrained()
        if space.upper is not None:
            model.layers = nn.ModuleList([*model.layers[: minilm.LAYERS - len(space.upper)], *space.upper])
        self.model, self.table = model, Rows(model.words.weight.detach(), small)
        model.words = None
        linear, words = space.text.linear, space.text.words.weight.detach()
        said = words.abs().amax(1) > 0  # words that no caption had are zero still: they need no row
        said[0] = True
        self.register_buffer("slot", ((said.cumsum(0) - 1) * said)[space.text.slot])
        words = words[said]
        to = basis if basis is not None else torch.eye(linear.out_features)
        # s + A s + b + words, then onto the basis: one linear map, one table.
        self.linear = nn.Linear(minilm.WIDTH, to.shape[1])
        self.linear.weight.data = (to.T @ (torch.eye(minilm.WIDTH) + linear.weight.detach())).contiguous()
        self.linear.bias.data = to.T @ linear.bias.detach()
        self.words = Rows(words @ to, small)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        h = self.model.first(self.table(ids) + self.model.places.weight[: ids.shape[1]])
        bias = minilm.bias_of(mask)
        for layer in self.model.layers:
            h = layer(h, bias)
        return self.linear(F.normalize(minilm.pooled(h, mask), dim=1)) + minilm.pooled(self.words(self.slot[ids]), mask)


class PictureGraph(nn.Module):
    """pixels [n, 3, px, px] -> embedding [n, dimension], cells [n, cells, dimension], of which it is the mean, exactly.

    The units of a cell are its 1,280 features, those of the second depth, and 1,000 class units. A class unit is the picture's (root of the probability, ten classes,
    weighed by how sure the classifier is) times the cell's share of that class's evidence: the class activation map, whose mean over the
    cells is 1 (Zhou et al. 2016). All units go through one linear map, whose class rows are the vectors of the classes' names.
    """

    def __init__(self, space: Space, net: Lite, labels: torch.Tensor, more: float, basis: torch.Tensor | None):
        super().__init__()
        self.front, self.tail = net.front, space.tail if space.tail is not None else net.tail
        self.classifier, self.picture, self.more = space.classifier, space.picture, more
        side = space.picture
        features = side.linear.weight.detach().T / side.scale[:, None]
        bias = side.linear.bias.detach() - side.mean @ features
        to = basis if basis is not None else torch.eye(len(bias))
        # Rows of the map are read for the class names too: a weight that is used twice is stored once.
        self.map = nn.Parameter(torch.cat([features, labels]) @ to)
        self.bias = nn.Parameter(bias @ to)
        self.labels = nn.Parameter(labels) if basis is not None else None
        self.plain = nn.Parameter(features) if more and basis is not None else None
        self.plain_bias = nn.Parameter(bias)

    def forward(self, pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        f = two_depths(self.tail, self.front(pixels)).flatten(2)
        pooled = f.mean(2)
        logits = self.classifier(pooled[:, :FEATURES])
        p = logits.softmax(1)
        top, at = p.topk(TOP, 1)
        root = (top + 1e-9).sqrt()
        told = self.map[at + f.shape[1]] if self.labels is None else self.labels[at]
        named = (root[:, :, None] * told).sum(1)
        length = named.norm(dim=1, keepdim=True).clamp_min(1e-6)
        weight = F.softplus(self.picture.gate[0] * top[:, :1] + self.picture.gate[1])
        if self.more:
            silent = torch.cat([pooled, torch.zeros(f.shape[0], CLASSES)], 1)
            y = (silent @ self.map if self.plain is None else pooled @ self.plain) + self.plain_bias + weight * named / length
            weight = weight + self.more * y.norm(dim=1, keepdim=True)
        evidence = torch.relu(self.classifier.weight[at] @ f[:, :FEATURES] + self.classifier.bias[at][:, :, None]) + 1e-3
        share = evidence / evidence.mean(2, keepdim=True)
        speak = (weight * root / length)[:, :, None] * share
        there = at[:, None, :].expand(-1, f.shape[2], -1)
        classes = torch.zeros(f.shape[0], f.shape[2], CLASSES).scatter(2, there, speak.transpose(1, 2))
        units = torch.cat([f.transpose(1, 2), classes], 2)
        return units.mean(1) @ self.map + self.bias, units @ self.map + self.bias
