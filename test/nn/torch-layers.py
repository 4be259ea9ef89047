"""PyTorch twins of layers: reads {case: {x, parameters, cotangent}} from stdin, each tensor {shape, data}, and prints
{case: {y, x, parameters}}: the result and the gradients of sum(y * cotangent), flat."""
import json, math, sys
import torch
import torch.nn.functional as F


def regated(w, order):
    """Columns of our gates in the order of PyTorch's, transposed."""
    parts = w.chunk(len(order), -1)
    return torch.cat([parts[i] for i in order], -1).transpose(0, -1)


def lstm(x, w, b, u):
    order = [0, 1, 3, 2]  # ours: input, forget, output, candidate; theirs: input, forget, candidate, output
    start = torch.zeros(1, x.shape[0], u.shape[0])
    weights = [regated(w, order), regated(u, order), regated(b, order), torch.zeros(b.shape)]
    return torch.lstm(x, (start, start), weights, True, 1, 0.0, False, False, True)[0]


def gru(x, w, b, u, c):
    start = torch.zeros(1, x.shape[0], u.shape[0])
    weights = [w.t(), u.t(), b, torch.cat([torch.zeros(2 * u.shape[0]), c])]
    return torch.gru(x, start, weights, True, 1, 0.0, False, False, True)[0]


def attention(x, w, b, v, c, heads, causal=False, distances=None):
    t, d = x.shape[1:]
    mask = torch.zeros(heads, t, t)
    if causal:
        mask = mask.masked_fill(torch.ones(t, t, dtype=torch.bool).triu(1), -math.inf)
    if distances is not None:
        i = torch.arange(t)
        mask = mask + distances[i[:, None] - i[None, :] + t - 1].permute(2, 0, 1)
    return F.multi_head_attention_forward(
        x.transpose(0, 1), x.transpose(0, 1), x.transpose(0, 1), d, heads, w.t(), b, None, None, False, 0.0, v.t(), c,
        need_weights=False, attn_mask=mask.repeat(x.shape[0], 1, 1))[0].transpose(0, 1)


def norm(x, gamma, beta):
    return F.layer_norm(x, x.shape[-1:], gamma, beta)


def block(x, g, b, w, wb, v, vb, g2, b2, m, mb, n, nb):
    y = x + attention(norm(x, g, b), w, wb, v, vb, 2, True)
    return y + (F.gelu(norm(y, g2, b2) @ m + mb) @ n + nb)


def temporal(x, w, b, v, c, s, sb, dilation=2):
    def layer(h, w, b):
        return F.relu(F.conv1d(F.pad(h, ((w.shape[3] - 1) * dilation, 0)), w[:, :, 0], b, dilation=dilation))
    return F.relu(layer(layer(x.transpose(1, 2), w, b), v, c).transpose(1, 2) + x @ s + sb)


def squeeze_excite(x, w, b, v, c):
    return x * torch.sigmoid(F.relu(x.mean((2, 3)) @ w + b) @ v + c)[:, :, None, None]


CASES = {
    "layerNorm": norm,
    "groupNorm": lambda x, g, b: F.group_norm(x, 2, g.flatten(), b.flatten()),
    "instanceNorm": lambda x, g, b: F.instance_norm(x, None, None, g.flatten(), b.flatten()),
    "squeezeExcite": squeeze_excite,
    "upsample": lambda x: F.interpolate(x, scale_factor=3, mode="nearest"),
    "convTranspose2d, kernel 3 stride 2": lambda x, w, b: F.conv_transpose2d(x, w, b.flatten(), 2, 1, 1),
    "convTranspose2d, kernel 4 stride 2": lambda x, w: F.conv_transpose2d(x, w, None, 2, 1),
    "convTranspose2d, kernel 2 stride 3, groups": lambda x, w: F.conv_transpose2d(x, w, None, 3, 0, 1, 2),
    "convTranspose2d unpadded": lambda x, w: F.conv_transpose2d(x, w, None, 2),
    "selfAttention": lambda *a: attention(*a, 2),
    "selfAttention, relative bias": lambda x, w, b, d, v, c: attention(x, w, b, v, c, 2, False, d),
    "transformerBlock, causal": block,
    "lstm": lstm,
    "lstm, last of two layers": lambda x, *p: lstm(lstm(x, *p[:3]), *p[3:])[:, -1],
    "gru": gru,
    "gru of one step": lambda *a: gru(*a)[:, -1],
    "temporalBlock": temporal,
}


def tensor(value):
    return torch.tensor(value["data"]).reshape(value["shape"])


results = {}
for name, case in json.load(sys.stdin).items():
    x = tensor(case["x"]).requires_grad_()
    parameters = [tensor(p).requires_grad_() for p in case["parameters"]]
    y = CASES[name](x, *parameters)
    gradients = torch.autograd.grad((y * tensor(case["cotangent"])).sum(), [x, *parameters])
    flat = [g.flatten().tolist() for g in [y.detach(), *gradients]]
    results[name] = {"y": flat[0], "gradients": flat[1:]}
json.dump(results, sys.stdout)
