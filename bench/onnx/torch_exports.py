"""Writes ONNX files of 24 PyTorch modules at three opsets each, with inputs and outputs to compare with.

Run: python3 bench/onnx/torch_exports.py FOLDER   (needs PyTorch 1.13 or newer), then
     npx tsx bench/onnx/torch-exports.ts FOLDER

Batches are dynamic. Beside each NAME-OPSET.onnx there are NAME-OPSET.input.bin and .output.bin: float32 or int64 as they are,
and NAME-OPSET.json with types, shapes and names.
"""
import json
import sys
import warnings
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

BATCH = 3
OPSETS = (11, 13, 17)


class Apply(nn.Module):
    """A module whose forward is a function of its parts and x."""

    def __init__(self, forward, **parts):
        super().__init__()
        for name, part in parts.items():
            setattr(self, name, part)
        self.function = forward

    def forward(self, x):
        return self.function(self, x)


def conv_bn(inputs, outputs, stride=1, activation=nn.ReLU, **options):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False, **options), nn.BatchNorm2d(outputs), activation()
    )


class Residual(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = conv_bn(inputs, outputs, stride)
        self.second = nn.Sequential(nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs))
        self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return F.relu(self.second(self.first(x)) + self.shortcut(x))


class SqueezeExcite(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.gate = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Conv2d(channels, 4, 1), nn.SiLU(), nn.Conv2d(4, channels, 1), nn.Hardsigmoid()
        )

    def forward(self, x):
        return x * self.gate(x)


class Inverted(nn.Module):
    def __init__(self, channels, expansion):
        super().__init__()
        inner = channels * expansion
        self.body = nn.Sequential(
            nn.Conv2d(channels, inner, 1, bias=False),
            nn.BatchNorm2d(inner),
            nn.Hardswish(),
            nn.Conv2d(inner, inner, 5, 1, 2, groups=inner, bias=False),
            nn.BatchNorm2d(inner),
            nn.Hardswish(),
            SqueezeExcite(inner),
            nn.Conv2d(inner, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x):
        return x + self.body(x)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x):
        batch, steps, width = x.shape
        qkv = self.qkv(x).reshape(batch, steps, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        q, k, v = qkv.unbind(0)
        order = torch.arange(steps)
        mask = order[:, None] < order[None, :]
        scores = (q @ k.transpose(-2, -1)) / (width // self.heads) ** 0.5
        weights = scores.masked_fill(mask, float("-inf")).softmax(-1)
        return self.out((weights @ v).transpose(1, 2).reshape(batch, steps, width))


class Sinusoidal(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.width = width

    def forward(self, x):
        steps = torch.arange(x.shape[1], dtype=torch.float32).unsqueeze(1)
        rates = torch.exp(torch.arange(0, self.width, 2, dtype=torch.float32) * (-4.0 / self.width))
        return x + torch.cat([torch.sin(steps * rates), torch.cos(steps * rates)], dim=1)


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = conv_bn(3, 8, 2)
        self.up = nn.ConvTranspose2d(8, 3, 2, 2)
        self.head = nn.Conv2d(6, 2, 1)

    def forward(self, x):
        up = self.up(self.down(x))
        return self.head(torch.cat([up, F.interpolate(x, size=up.shape[-2:], mode="bilinear", align_corners=False)], 1))


class Recurrent(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.body = kind(5, 7, num_layers=2, batch_first=True, bidirectional=True)
        self.head = nn.Linear(14, 3)

    def forward(self, x):
        return self.head(self.body(x)[0][:, -1])


def image(size=16, channels=3):
    return torch.randn(BATCH, channels, size, size)


def sequence(steps=6, width=8):
    return torch.randn(BATCH, steps, width)


MODULES = {
    "mlp": (nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(), nn.Linear(16, 3)), torch.randn(BATCH, 8)),
    "conv-flatten": (nn.Sequential(conv_bn(3, 8), nn.MaxPool2d(2, ceil_mode=True), nn.Flatten(), nn.Linear(8 * 64, 4)), image()),
    "view": (Apply(lambda m, x: m.head(m.body(x).view(x.size(0), -1)), body=conv_bn(3, 4, 2), head=nn.Linear(4 * 64, 5)), image()),
    "resnet": (nn.Sequential(conv_bn(3, 8, 2), nn.MaxPool2d(3, 2, 1), Residual(8, 16, 2), nn.AdaptiveAvgPool2d(1), nn.Flatten(1), nn.Linear(16, 5)), image(32)),
    "mobilenet": (nn.Sequential(conv_bn(3, 8, 2, nn.Hardswish), Inverted(8, 3), Apply(lambda m, x: x.mean([2, 3]))), image()),
    "vgg-adaptive": (nn.Sequential(conv_bn(3, 6, 1, nn.ELU), nn.AdaptiveAvgPool2d(4), nn.AdaptiveMaxPool2d(2), nn.Flatten()), image()),
    "group-norm": (nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.GroupNorm(4, 8), nn.SiLU()), image()),
    "layer-norm": (nn.Sequential(nn.Linear(8, 8), nn.LayerNorm(8), nn.GELU(), nn.Linear(8, 2)), sequence()),
    "instance-norm": (nn.Sequential(nn.Conv2d(3, 4, 3), nn.InstanceNorm2d(4, affine=True), nn.LeakyReLU(0.2)), image()),
    "attention": (Attention(8, 2), sequence()),
    "transformer": (nn.TransformerEncoderLayer(8, 2, 16, batch_first=True, norm_first=True), sequence()),
    "multihead": (Apply(lambda m, x: m.body(x, x, x, need_weights=False)[0], body=nn.MultiheadAttention(8, 2, batch_first=True)), sequence()),
    "sinusoidal": (Sinusoidal(8), sequence()),
    "unet": (UNet(), image()),
    "pixel-shuffle": (nn.Sequential(nn.Conv2d(3, 12, 3, padding=1), nn.PixelShuffle(2), nn.PReLU(3), nn.Upsample(scale_factor=2, mode="nearest")), image(8)),
    "interpolate": (Apply(lambda m, x: F.interpolate(F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=True), size=(9, 11), mode="bicubic")), image(8)),
    "chunk-split": (Apply(lambda m, x: torch.cat([a * torch.sigmoid(b) for a, b in [x.chunk(2, 1)]] + list(x.split([1, 3], 1)), 1)), image(8, 4)),
    "activations": (Apply(lambda m, x: F.hardtanh(x) + F.softplus(x) + F.mish(x) + F.selu(x) + F.elu(x, 0.7) + F.softsign(x) + F.hardshrink(x) + F.relu6(x) + F.logsigmoid(x)), torch.randn(BATCH, 8)),
    "reductions": (Apply(lambda m, x: torch.cat([x.amax(-1), x.amin(-1), x.norm(dim=-1), x.var(-1), x.logsumexp(-1), x.prod(-1), x.cumsum(1)[..., 0], x.argmax(-1).float()], 1)), sequence()),
    "embedding": (nn.Sequential(nn.Embedding(11, 8), Apply(lambda m, x: x.mean(1)), nn.Linear(8, 3), nn.LogSoftmax(1)), torch.randint(0, 11, (BATCH, 6))),
    "conv1d": (nn.Sequential(nn.Conv1d(8, 6, 3, padding=2, dilation=2), nn.BatchNorm1d(6), nn.MaxPool1d(2), nn.ConvTranspose1d(6, 4, 4, 2, 1), nn.AvgPool1d(3, 2, 1), nn.AdaptiveAvgPool1d(1)), torch.randn(BATCH, 8, 12)),
    "conv3d": (nn.Sequential(nn.Conv3d(2, 4, 3, padding=1), nn.BatchNorm3d(4), nn.ReLU(), nn.MaxPool3d(2), nn.AvgPool3d(2)), torch.randn(BATCH, 2, 8, 8, 8)),
    "lstm": (Recurrent(nn.LSTM), sequence(6, 5)),
    "gru-pad": (Apply(lambda m, x: m.body(F.pad(x, (0, 0, 2, 1), mode="constant", value=0.5))[:, None] * torch.bmm(x, x.transpose(1, 2)).sum((1, 2))[:, None, None], body=Recurrent(nn.GRU)), sequence(6, 5)),
}


def write(folder: Path, name: str, module: nn.Module, x: torch.Tensor, opset: int) -> None:
    path = folder / f"{name}-{opset}"
    torch.onnx.export(
        module,
        x,
        f"{path}.onnx",
        opset_version=opset,
        input_names=["input"],
        output_names=["output"],
        dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}},
    )
    with torch.no_grad():
        y = module(x)
    x.numpy().tofile(f"{path}.input.bin")
    y.numpy().tofile(f"{path}.output.bin")
    shapes = {"input": list(x.shape), "output": list(y.shape), "dtype": str(x.dtype).removeprefix("torch.")}
    Path(f"{path}.json").write_text(json.dumps(shapes))


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    warnings.simplefilter("ignore")
    failed = 0
    for name, (module, x) in MODULES.items():
        torch.manual_seed(0)
        module.eval()
        for opset in OPSETS:
            try:
                write(folder, name, module, x, opset)
            except Exception as error:  # what PyTorch does not export is no file to read
                failed += 1
                print(f"not exported: {name} at opset {opset}: {str(error).splitlines()[0]}")
    print(f"{len(MODULES) * len(OPSETS) - failed} files of {len(MODULES)} modules, PyTorch {torch.__version__}")


main()
