"""Prints pycocotools' mAP as JSON: coco_figures.py GROUND_TRUTH PREDICTIONS MAX_DETECTIONS"""
import contextlib
import io
import json
import sys

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


def mean(precision):
    known = precision[precision > -1]
    return float(known.mean()) if known.size else 0.0


truth = json.load(open(sys.argv[1]))
found = json.load(open(sys.argv[2]))
limits = sorted({1, 100, int(sys.argv[3])})
# Names are no numbers, and pycocotools sorts images by their ids.
number = {image["id"]: i for i, image in enumerate(truth["images"], 1)}
for image in truth["images"]:
    image["id"] = number[image["id"]]
for box in truth["annotations"] + found:
    box["image_id"] = number[box["image_id"]]
with contextlib.redirect_stdout(io.StringIO()):
    coco = COCO()
    coco.dataset = truth
    coco.createIndex()
    evaluation = COCOeval(coco, coco.loadRes(found), "bbox")
    evaluation.params.maxDets = limits
    evaluation.evaluate()
    evaluation.accumulate()
precision = evaluation.eval["precision"]  # IoU, recall, class, area, limit
print(json.dumps([
    {"limit": limit, "map50": mean(precision[0, :, :, 0, m]), "map": mean(precision[:, :, :, 0, m])}
    for m, limit in enumerate(limits) if limit > 1
]))
