"""Writes detection_vector.csv: what detection finds in one image, by an implementation in Python.

    python detection_vector.py ORACLE > detection_vector.csv

ORACLE is a folder with model.py, data.py and metrics.py, written from the specification alone.
Weights and pixels are the specification's numbers (B.1); variances are damped as in LivelyNetwork.
"""

import sys

sys.path.insert(0, sys.argv[1])
import numpy as np
import torch

import data
import metrics
import model

HEIGHT, WIDTH, SIDE, DAMPING = 90, 150, 128, 1.2

image = np.floor(model.u("photo", HEIGHT * WIDTH * 3) * 256).astype(np.uint8)
image = image.reshape(HEIGHT, WIDTH, 3)  # red, green, blue
fitted, _, _ = data.letterbox(image, SIDE, auto=True)
net = model.fill(model.Model("gelan-t", nc=3))
for name, tensor in net.state_dict().items():
    if name.endswith("running_var"):
        tensor.mul_(np.float32(DAMPING))
net.eval()
with torch.no_grad():
    decoded, _ = net(torch.from_numpy(fitted.transpose(2, 0, 1).copy())[None].float() / 255)
kept = metrics.nms(decoded.numpy(), conf=0.25, iou=0.45, max_det=1000, multi=False)[0]

height, width = fitted.shape[:2]
gain = min(height / HEIGHT, width / WIDTH)
pad = ((width - WIDTH * gain) / 2, (height - HEIGHT * gain) / 2)
boxes = np.rint(metrics.scale_back(kept[:, :4], pad, gain, (HEIGHT, WIDTH)))
for box, (score, kind) in zip(boxes, kept[:, 4:]):
    print(",".join(f"{v:g}" for v in box), f"{score:.6f}", int(kind), sep=",")
