package dev.baton.cli.proof;

/** What a drill does to a fleet. The weights say how often; workers suffer most, as in life. */
enum StrikeKind {
  KILL_TRAINING("SIGKILL to the worker that trains", 30),
  TERM_TRAINING("SIGTERM to the worker that trains", 12),
  STOP_TRAINING("SIGSTOP to it, for longer than its lock", 12),
  KILL_IDLE("SIGKILL to a worker that waits", 6),
  KILL_SCHEDULER("SIGKILL to the scheduler", 8),
  TERM_SCHEDULER("SIGTERM to the scheduler", 5),
  KILL_BROKER("SIGKILL to the broker", 5),
  KILL_STORE("SIGKILL to the store", 6),
  TROUBLE_STORE("trouble with the store", 16);

  private final String description;
  private final int weight;

  StrikeKind(String description, int weight) {
    this.description = description;
    this.weight = weight;
  }

  String description() {
    return description;
  }

  /** How often it is drawn, in comparison with the others. */
  int weight() {
    return weight;
  }

  /** Whether another worker has to take over after it. */
  boolean hitsTraining() {
    return this == KILL_TRAINING || this == TERM_TRAINING || this == STOP_TRAINING;
  }
}
