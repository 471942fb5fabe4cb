"""Writes unfinished.pt and state-dict.pt beside this file, with PyTorch 2.7.1 and NumPy:

    python make_fixtures.py

The classes stand in for the reference's: only their names and attributes get into the files.
"""
import argparse
import sys
import types
from pathlib import Path

import numpy as np
import torch
from torch import nn

HERE = Path(__file__).parent


def stub(module, *names):
    """Classes of the given names in a module of the given name, as pickle will look them up."""
    sys.modules[module] = types.ModuleType(module)
    for name in names:
        setattr(sys.modules[module], name, type(name, (nn.Module,), {"__module__": module}))
    return sys.modules[module]


stub("models")
common = stub("models.common", "Conv", "DFL")
yolo = stub("models.yolo", "DetectionModel", "DDetect")


def network():
    conv = common.Conv()
    conv.conv = nn.Conv2d(3, 2, 3, bias=False)
    conv.bn = nn.BatchNorm2d(2, eps=1e-3, momentum=0.03)
    conv.act = nn.SiLU()
    head = yolo.DDetect()
    head.nc = 3
    head.cv2 = nn.ModuleList([nn.Sequential(nn.Conv2d(2, 2, 1))])
    head.dfl = common.DFL()
    head.dfl.conv = nn.Conv2d(4, 1, 1, bias=False).requires_grad_(False)
    model = yolo.DetectionModel()
    model.model = nn.Sequential(conv, head)
    model.names = {0: "cat", 1: "dog", 2: "cow"}
    model.nc = 3
    model.yaml = {"nc": 3, "backbone": [[-1, 1, "Conv", [2, 3, 2]]]}
    model.stride = torch.tensor([8.0])
    return model


def fill(model, start):
    """Tensor k of the state dict holds start + k, start + k + 1/8, ..."""
    for k, tensor in enumerate(model.state_dict().values()):
        values = torch.arange(tensor.numel()) / 8 + start + k
        tensor.copy_(values.reshape(tensor.shape))


model, ema = network(), network()
fill(model, 0)
fill(ema, 100)
modules = list(model.modules())
norms = [m for m in modules if isinstance(m, nn.BatchNorm2d)]
biases = [m.bias for m in modules if isinstance(getattr(m, "bias", None), nn.Parameter)]
weights = [m.weight for m in modules if hasattr(m, "weight") and m not in norms]
optimizer = torch.optim.SGD(biases, lr=0.01, momentum=0.937, nesterov=True)
optimizer.add_param_group({"params": weights, "weight_decay": 0.0005})
optimizer.add_param_group({"params": [m.weight for m in norms]})
for k, (name, parameter) in enumerate(model.named_parameters()):
    if parameter.requires_grad:
        parameter.grad = torch.full_like(parameter, k + 1)
optimizer.step()
fill(model, 0)  # the momenta are k + 1, plus the weight decay's share where there is one
torch.save(
    {
        "epoch": 4,
        "best_fitness": np.float64(0.625),
        "model": model.half(),
        "ema": ema.half(),
        "updates": 70_000,
        "optimizer": optimizer.state_dict(),
        "opt": argparse.Namespace(
            weights=Path("yolov9-t.pt"),
            cfg=None,
            imgsz=320,
            freeze=[0],
            hyp={"lr0": 0.01, "momentum": 0.937},
        ),
        "git": None,
        "date": "2026-01-02T03:04:05",
    },
    HERE / "unfinished.pt",
)

grid = torch.arange(6, dtype=torch.float64).reshape(2, 3) / 4
torch.save(
    {
        "half": torch.tensor([0.5, -2.0]).half(),
        "bfloat16": torch.tensor([1.5, -3.0]).bfloat16(),
        "double": grid,
        "transposed": grid.t(),
        "column": grid[:, 1],
        "count": torch.tensor(2**40),
        "bytes": torch.tensor([250, 3], dtype=torch.uint8),
        "empty": torch.zeros(0, 4),
    },
    HERE / "state-dict.pt",
)
