"""Writes last.pt and finished.pt beside this file, with PyTorch 2.7.1, NumPy and PyYAML:

    python make_last.py

A training of tiny.yaml in the form in which YOLOv9 leaves one that was stopped after epoch 4
(counted from 0), and one that ended. The classes stand in for the reference's: only their names
and attributes get into the files.
"""
import copy
import sys
import types
from pathlib import Path

import numpy as np
import torch
import yaml
from torch import nn

HERE = Path(__file__).parent


# As a command line leaves them, with what nobody gave.
OPTIONS = {
    "weights": "",
    "cfg": "/home/ada/tiny.yaml",
    "data": "sets/data.yaml",
    "hyp": {"lr0": 0.02, "momentum": 0.937},
    "epochs": 8,
    "batch_size": 4,
    "imgsz": 50,  # which YOLOv9 makes 64
    "rect": False,
    "resume": False,
    "noplots": True,
    "evolve": None,
    "bucket": "",
    "cache": None,
    "device": "0",
    "optimizer": "SGD",
    "workers": 2,
    "project": "runs/\x1b[31mtrain",
    "name": "ref",
    "cos_lr": True,
    "flat_cos_lr": False,
    "label_smoothing": 0.0,
    "freeze": [0],
    "save_period": -1,
    "close_mosaic": 2,
    "artifact_alias": "latest",
    "save_dir": Path("runs/train/ref"),
}


def stub(module, *names):
    """Classes of the given names in a module of the given name, as pickle will look them up."""
    sys.modules[module] = types.ModuleType(module)
    for name in names:
        setattr(sys.modules[module], name, type(name, (nn.Module,), {"__module__": module}))
    return sys.modules[module]


stub("models")
common = stub("models.common", "Conv", "DFL")
models = stub("models.yolo", "DetectionModel", "DDetect")


def conv(inputs, outputs, groups=1, stride=1):
    unit = common.Conv()
    unit.conv = nn.Conv2d(inputs, outputs, 3, stride, 1, groups=groups, bias=False)
    unit.bn = nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.03)
    unit.act = nn.SiLU()
    return unit


def network():
    head = models.DDetect()
    head.cv2 = nn.ModuleList(
        nn.Sequential(conv(8, 64), conv(64, 64, groups=4), nn.Conv2d(64, 64, 1, groups=4))
        for _ in range(3)
    )
    head.cv3 = nn.ModuleList(
        nn.Sequential(conv(8, 8), conv(8, 8), nn.Conv2d(8, 2, 1)) for _ in range(3)
    )
    head.dfl = common.DFL()
    head.dfl.conv = nn.Conv2d(16, 1, 1, bias=False).requires_grad_(False)
    head.dfl.conv.weight.copy_(torch.arange(16.0).reshape(1, 16, 1, 1))
    model = models.DetectionModel()
    model.model = nn.Sequential(*(conv(3 if i == 0 else 8, 8, stride=2) for i in range(5)), head)
    model.names = {0: "box", 1: "disc"}
    model.nc = 2
    model.yaml = yaml.safe_load((HERE / "tiny.yaml").read_text()) | {"ch": 3}
    return model


def fill(model, shift):
    """Weights of eight levels around shift, exact in half precision."""
    for name, parameter in model.named_parameters():
        if "dfl" not in name and "bn" not in name:
            levels = torch.arange(parameter.numel()) * 5 % 8 - 3.5
            parameter.copy_((levels / 32 + shift).reshape(parameter.shape))


with torch.no_grad():
    model, ema = network(), network()
    fill(model, 0)
    fill(ema, 1 / 64)
modules = list(model.modules())
norms = [m for m in modules if isinstance(m, nn.BatchNorm2d)]
biases = [m.bias for m in modules if isinstance(getattr(m, "bias", None), nn.Parameter)]
weights = [m.weight for m in modules if hasattr(m, "weight") and m not in norms]
optimizer = torch.optim.SGD(biases, lr=0.01, momentum=0.937, nesterov=True)
optimizer.add_param_group({"params": weights, "weight_decay": 0.0005})
optimizer.add_param_group({"params": [m.weight for m in norms]})
for k, parameter in enumerate(model.parameters()):
    if parameter.requires_grad:
        optimizer.state[parameter]["momentum_buffer"] = torch.full_like(parameter, (k + 1) / 64)

unfinished = {
    "epoch": 4,
    "best_fitness": np.array([0.625]),
    "model": copy.deepcopy(model).half(),
    "ema": ema.half(),
    "updates": 70,
    "optimizer": optimizer.state_dict(),
    "opt": OPTIONS,
    "git": None,
    "date": "2026-01-02T03:04:05",
}
torch.save(unfinished, HERE / "last.pt")
finished = dict.fromkeys(["best_fitness", "ema", "updates", "optimizer"])
finished |= {"epoch": -1, "model": conv(3, 8).half()}  # one layer, to keep the file small
torch.save(unfinished | finished, HERE / "finished.pt")
