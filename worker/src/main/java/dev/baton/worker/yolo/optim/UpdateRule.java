package dev.baton.worker.yolo.optim;

import java.util.List;

/** How an optimizer moves a parameter, and what it remembers of each for that. */
public enum UpdateRule {
  /** Stochastic gradient descent with Nesterov momentum (Sutskever et al. 2013). */
  SGD("SGD", List.of("")),

  /** Adam (arXiv:1412.6980), whose decay is part of the gradient. */
  ADAM("Adam", List.of("exp_avg.", "exp_avg_sq.")),

  /** AdamW (arXiv:1711.05101) with the running maximum of AMSGrad (arXiv:1904.09237). */
  ADAMW("AdamW", List.of("exp_avg.", "exp_avg_sq.", "max_exp_avg_sq.")),

  /** LION (arXiv:2302.06675). */
  LION("LION", List.of("exp_avg."));

  private final String option;
  private final List<String> prefixes;

  UpdateRule(String option, List<String> prefixes) {
    this.option = option;
    this.prefixes = prefixes;
  }

  /**
   * The rule that a request names.
   *
   * @throws IllegalArgumentException naming all rules, if there is none
   */
  public static UpdateRule of(String option) {
    for (UpdateRule rule : values()) {
      if (rule.option.equals(option)) {
        return rule;
      }
    }
    throw new IllegalArgumentException(
        "\"%s\" is no optimizer: use SGD, Adam, AdamW or LION".formatted(option));
  }

  /** Whether the momentum grows while training warms up; the others keep their beta 1. */
  boolean warmsUpMomentum() {
    return this == SGD;
  }

  /** What stands in front of a parameter's name in the names of its remembered tensors. */
  List<String> prefixes() {
    return prefixes;
  }
}
