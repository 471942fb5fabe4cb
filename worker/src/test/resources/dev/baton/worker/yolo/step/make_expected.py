"""Writes expected.csv beside this file: one training step of each network here, in double precision.

    python make_expected.py ORACLE

ORACLE is a folder with a second implementation of YOLOv9's mathematics in PyTorch 2.7.1: model.py (Model
and its layer tables, u, fill), loss.py (loss) and optim.py (groups, Opt, EMA).

Weights and image follow from names, as in HashFill. Targets are 128ths, so that their edges are exact in
single precision and none falls on an anchor point.
"""
import ast
import re
import sys
from pathlib import Path

import torch

sys.path.insert(0, sys.argv[1])
import loss as losses
import model as models
import optim

HERE = Path(__file__).parent
CLASSES = 3
TARGETS = torch.tensor([
    [0, 0, 53, 61, 71, 67],
    [0, 2, 30, 41, 31, 37],
    [1, 1, 75, 70, 77, 71],
    [1, 2, 90, 40, 45, 33],
]) / torch.tensor([1, 1, 128, 128, 128, 128])
KINDS = {
    "Silence": "Sil", "Conv": "Cv({0})", "ELAN1": "E1({0};{1},{2})", "AConv": "AC({0})", "ADown": "AD({0})",
    "RepNCSPELAN4": "RE({0};{1},{2};{3})", "SPPELAN": "SE({0};{1})", "nn.Upsample": "Up", "Concat": "Cat",
    "CBLinear": "CL{0}", "CBFuse": "CF{0}", "DDetect": "DD", "DualDDetect": "2DD", "TripleDDetect": "3DD",
}


def rows(yaml):
    """Layers as the oracle's tables have them."""
    for line in yaml.splitlines():
        if line.startswith("  - "):
            quoted = re.sub(r"(?<!')\b(?!None)([A-Za-z][\w.]*)", r"'\1'", line[4:])
            source, _, module, arguments = ast.literal_eval(quoted)
            yield source, KINDS[module].format(*arguments), "", None


def group_of(name, module):
    if name.endswith("bias"):
        return "biases"
    if name.endswith(("running_mean", "running_var")):
        return "statistics"
    return "scales" if isinstance(module, torch.nn.BatchNorm2d) else "weights"


def floating(network):
    return {name: tensor.clone() for name, tensor in network.state_dict().items() if tensor.is_floating_point()}


def norms(what, network, tensors):
    squares = {}
    for name, tensor in tensors.items():
        group = group_of(name, network.get_submodule(name.rpartition(".")[0]))
        squares[group] = squares.get(group, 0) + tensor.square().sum()
    return {f"{what}.{group}": float(total.sqrt()) for group, total in squares.items()}


def mixed(tensors):
    """A sum that no two numbers enter alike, so that none can stand in another's place."""
    return sum(float(torch.from_numpy(models.u("mix." + name, tensor.numel())) @ tensor.flatten())
               for name, tensor in tensors.items() if ".dfl" not in name)


def step(name):
    models.TABLES[name] = list(rows((HERE / f"{name}.yaml").read_text()))
    network = models.fill(models.Model(name, nc=CLASSES), f64=True).train()
    image = models.image((2, 3, 64, 96)).double()
    average = optim.EMA(network)
    optimizer = optim.Opt(network, lr=0.01, mom=0.937, wd=5e-4)
    optimizer.lr = [0.02, 0.01, 0.01]
    before = floating(network)
    result = {}

    total, items = losses.loss(network(image), TARGETS, CLASSES)
    total.backward()
    result["loss.total"] = float(total)
    result.update(zip(("loss.box", "loss.cls", "loss.dfl"), items.tolist()))
    result.update(norms("gradient", network,
                        {n: p.grad for n, p in network.named_parameters() if p.grad is not None}))
    result["gradient.all"] = optimizer.clip()
    optimizer.step()
    average.update(network)
    for what, moved in (("network", network), ("average", average.m)):
        after = floating(moved)
        result.update(norms(what, moved, {n: after[n] - before[n] for n in after}))
        result[f"{what}.mixed"] = mixed(after)
    result["loss.next"] = float(losses.loss(network(image), TARGETS, CLASSES)[0])
    return result


torch.set_num_threads(1)
with open(HERE / "expected.csv", "w") as out:
    out.write("# made by make_expected.py\n# network, quantity, value\n")
    for name in ("single", "dual", "reversible", "triple"):
        for quantity, value in step(name).items():
            out.write(f"{name}, {quantity}, {value!r}\n")
