/**
 * What a train request may say, under YOLOv9's names, with its defaults as they stand in
 * docs/formats.md. The scheduler judges; the bounds here only help while typing.
 *
 * @typedef {object} Field
 * @property {string} name in the request
 * @property {string} flag on the command line
 * @property {"text" | "whole" | "wholes" | "number" | "choice" | "flag" | "usual-flag"} kind a usual flag holds unless it is taken away; its `flag` takes it
 * @property {string} [usual] what holds when nothing is given
 * @property {string[]} [choices] of which the first holds when nothing is given
 * @property {number} [least] @property {number} [most] @property {number} [step]
 * @property {string} [hint]
 * @property {boolean} [isRequired]
 * @property {boolean} [isPath] a file that the workers see
 */

export const OWN_MODEL = "own model";

export const MODELS = ["gelan-t", "gelan-s", "gelan-m", "gelan-c", "gelan-e", "gelan", "yolov9-t", "yolov9-s", "yolov9-m", "yolov9-c", "yolov9-e", "yolov9"];

/** @type {{title: string, isOpen: boolean, fields: Field[]}[]} */
export const GROUPS = [
  {
    title: "What to train",
    isOpen: true,
    fields: [
      { name: "job", flag: "--name", kind: "text", usual: "exp, exp2, …", hint: "Lower case letters, digits, dots, dashes; at most 63." },
      { name: "data", flag: "--data", kind: "text", isRequired: true, isPath: true, hint: "Path of a data.yaml that the workers see, or baton://sha256:… of a pushed set." },
      { name: "cfg", flag: "--cfg", kind: "choice", choices: [...MODELS, OWN_MODEL] },
      { name: "weights", flag: "--weights", kind: "text", isPath: true, hint: "Start from a .safetensors or .pt file that the workers see." },
      { name: "resume", flag: "--resume", kind: "text", isPath: true, hint: "Go on from a last.pt of YOLOv9 that the workers see." },
    ],
  },
  {
    title: "How long and how large",
    isOpen: true,
    fields: [
      { name: "imgsz", flag: "--img", kind: "whole", usual: "640", least: 32, most: 8192, step: 32, hint: "Side of the input in pixels." },
      { name: "batch", flag: "--batch", kind: "whole", usual: "16", least: 1, most: 65_536, hint: "Images in a step." },
      { name: "epochs", flag: "--epochs", kind: "whole", usual: "100", least: 1, most: 1_000_000 },
      { name: "patience", flag: "--patience", kind: "whole", usual: "100", least: 0, most: 1_000_000, hint: "Epochs without a better one; 0: never stop early." },
    ],
  },
  {
    title: "Optimizer and data",
    isOpen: false,
    fields: [
      { name: "optimizer", flag: "--optimizer", kind: "choice", choices: ["SGD", "Adam", "AdamW", "LION"] },
      { name: "lr_schedule", flag: "--cos-lr, --flat-cos-lr, --fixed-lr", kind: "choice", choices: ["linear", "cos", "flat-cos", "fixed"] },
      { name: "nbs", flag: "--nbs", kind: "whole", usual: "64", least: 1, most: 65_536, hint: "Nominal batch." },
      { name: "seed", flag: "--seed", kind: "whole", usual: "0", least: 0 },
      { name: "close_mosaic", flag: "--close-mosaic", kind: "whole", usual: "0", least: 0, most: 1_000_000, hint: "Last epochs without mosaic." },
      { name: "min_items", flag: "--min-items", kind: "whole", usual: "0", least: 0, most: 1_000_000, hint: "Leave out images with fewer annotations." },
      { name: "cache", flag: "--cache", kind: "choice", choices: ["none", "ram", "disk"] },
      { name: "label_smoothing", flag: "--label-smoothing", kind: "number", usual: "0", least: 0, most: 1 },
      { name: "freeze", flag: "--freeze", kind: "wholes", usual: "none", hint: "Numbers of layers: 0 1 2." },
      { name: "rect", flag: "--rect", kind: "flag" },
      { name: "quad", flag: "--quad", kind: "flag" },
      { name: "image_weights", flag: "--image-weights", kind: "flag" },
      { name: "multi_scale", flag: "--multi-scale", kind: "flag" },
      { name: "single_cls", flag: "--single-cls", kind: "flag" },
    ],
  },
  {
    title: "Checkpoints and fleet",
    isOpen: false,
    fields: [
      { name: "checkpoint_every", flag: "--checkpoint-every", kind: "text", usual: "60s" },
      { name: "save_period", flag: "--save-period", kind: "whole", usual: "-1", least: -1, most: 1_000_000, hint: "Keep every such epoch; -1: none." },
      { name: "max_size", flag: "--max-size", kind: "text", usual: "no limit", hint: "For its checkpoints: 500MB, 20GB." },
      { name: "max_unsaved", flag: "--max-unsaved", kind: "text", usual: "300s" },
      { name: "epochs_per_command", flag: "--epochs-per-command", kind: "whole", usual: "the scheduler chooses", least: 1, most: 1_000_000 },
      { name: "owner", flag: "--owner", kind: "text", usual: "anonymous" },
      { name: "priority", flag: "--priority", kind: "whole", usual: "5", least: 0, most: 10 },
      { name: "pool", flag: "--pool", kind: "text", usual: "default" },
      { name: "numerics", flag: "--numerics", kind: "choice", choices: ["any", "strict"], hint: "strict: only workers that compute the same bits." },
      { name: "threads", flag: "--threads", kind: "whole", usual: "1", least: 1, most: 1024, hint: "Arithmetic threads; another number gives other bits." },
      { name: "workers", flag: "--workers", kind: "whole", usual: "1", least: 0, most: 256, hint: "Threads that load images." },
      { name: "device", flag: "--device", kind: "text", usual: "cpu", hint: "cpu, or GPUs by number: 0,1." },
      { name: "amp", flag: "--amp", kind: "choice", choices: ["fp32", "bf16"] },
      { name: "plots", flag: "--noplots", kind: "usual-flag" },
      { name: "notify_url", flag: "--notify-url", kind: "text", hint: "Told when the job ends." },
      { name: "task", flag: "--task", kind: "text", usual: "yolov9", hint: "The trainer." },
    ],
  },
];

/** Those of YOLOv9's hyp.scratch-high that may differ. */
export const HYPER_PARAMETERS = {
  lr0: 0.01, lrf: 0.01, momentum: 0.937, weight_decay: 0.0005, warmup_epochs: 3, warmup_momentum: 0.8, warmup_bias_lr: 0.1,
  cls_pw: 1, obj: 0.7, obj_pw: 1, iou_t: 0.2, anchor_t: 5, fl_gamma: 0, hsv_h: 0.015, hsv_s: 0.7, hsv_v: 0.4, degrees: 0, translate: 0.1,
  scale: 0.9, shear: 0, perspective: 0, flipud: 0, fliplr: 0.5, mosaic: 1, mixup: 0.15, copy_paste: 0.3,
};
