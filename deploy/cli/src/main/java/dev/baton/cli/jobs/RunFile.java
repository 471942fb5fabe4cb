package dev.baton.cli.jobs;

/**
 * The files of a run directory; besides them there are only pictures, and {@code
 * weights/epochN.safetensors} where {@code save_period} keeps any.
 */
enum RunFile {
  LAST("weights/last.safetensors"),
  BEST("weights/best.safetensors"),
  OPT("opt.yaml"),
  HYP("hyp.yaml"),
  /** The model YAML, where the request brought one. */
  CFG("cfg.yaml"),
  RESULTS("results.csv"),
  /** The same for TensorBoard, which knows its files by a part of their name. */
  TENSORBOARD("events.out.tfevents.baton"),
  DIGEST("digest.txt");

  private final String path;

  RunFile(String path) {
    this.path = path;
  }

  /** Relative to the run directory. */
  String path() {
    return path;
  }
}
