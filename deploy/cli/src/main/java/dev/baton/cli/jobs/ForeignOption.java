package dev.baton.cli.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Options of YOLOv9's {@code train.py} and {@code train_dual.py} that have no meaning in a fleet.
 * They are taken, so that a command line can be pasted, and named, so that nobody believes in them.
 */
enum ForeignOption {
  LAUNCHER(
      "the launcher is left out: one worker trains a job, on the GPUs that --device names",
      Value.ONE,
      "--launcher"),
  PROJECT(
      "no folder is written while a job trains: `baton fetch JOB DIR` makes a run directory where you like",
      Value.ONE,
      "--project"),
  EXIST_OK(
      "a job's name is taken once: choose another --name, or remove the old job with `baton rm`",
      Value.NONE,
      "--exist-ok"),
  NOSAVE(
      "checkpoints are what survives a lost worker: limit what is kept with --save-period and --max-size",
      Value.NONE,
      "--nosave"),
  NOVAL(
      "every epoch is validated, which changes no weight and lets `best` be chosen",
      Value.NONE,
      "--noval"),
  NOAUTOANCHOR("the models have no anchors, YOLOv9 ignores it, too", Value.NONE, "--noautoanchor"),
  EVOLVE(
      "hyper-parameters do not evolve here (nor in YOLOv9, which fails at the second generation): send a job for each --hyp file instead",
      Value.OPTIONAL,
      "--evolve"),
  BUCKET("it belongs to --evolve: the store is named by --store", Value.ONE, "--bucket"),
  SYNC_BN(
      "batch norms keep the statistics of the first GPU of --device (docs/gpu.md)",
      Value.NONE,
      "--sync-bn"),
  LOCAL_RANK(
      "launchers set it: one worker trains a job, on the GPUs that --device names",
      Value.ONE,
      "--local_rank",
      "--local-rank"),
  ENTITY("nothing is sent to W&B: see `baton watch`, `baton fetch`", Value.ONE, "--entity"),
  UPLOAD_DATASET(
      "nothing is sent to W&B: workers read --data by its path",
      Value.OPTIONAL,
      "--upload_dataset"),
  BBOX_INTERVAL(
      "nothing is sent to W&B: `baton fetch` brings pictures of validation",
      Value.ONE,
      "--bbox_interval"),
  ARTIFACT_ALIAS(
      "nothing is sent to W&B: checkpoints have numbers (baton checkpoints JOB)",
      Value.ONE,
      "--artifact_alias");

  private enum Value {
    NONE("0"),
    OPTIONAL("0..1"),
    ONE("1");

    private final String arity;

    Value(String arity) {
      this.arity = arity;
    }
  }

  private final String instead;
  private final Value value;
  private final String[] names;

  ForeignOption(String instead, Value value, String... names) {
    this.instead = instead;
    this.value = value;
    this.names = names;
  }

  String firstName() {
    return names[0];
  }

  /** Lets {@code train} take them all; its help does not show them. */
  static void addTo(CommandSpec train) {
    for (ForeignOption option : values()) {
      OptionSpec.Builder builder = OptionSpec.builder(option.names).hidden(true);
      train.addOption(
          option.value == Value.NONE
              ? builder.type(boolean.class).build()
              : builder.type(String.class).arity(option.value.arity).fallbackValue("").build());
    }
  }

  /**
   * One line for each that was typed.
   *
   * @throws ParameterException for one whose absence would make it another training
   */
  static List<String> notes(CommandSpec train) {
    List<String> notes = new ArrayList<>();
    for (ForeignOption option : values()) {
      Optional<OptionSpec> typed =
          Optional.ofNullable(
              train.commandLine().getParseResult().matchedOption(option.firstName()));
      typed.map(option::note).ifPresent(notes::add);
      if (typed.isPresent() && option == EVOLVE) {
        throw new ParameterException(train.commandLine(), notes.getLast());
      }
    }
    return notes;
  }

  private String note(OptionSpec typed) {
    String text = value == Value.NONE ? "" : typed.stringValues().getFirst();
    String shown = this == LAUNCHER ? text : (names[0] + " " + text).strip();
    return "%s: %s".formatted(shown, instead);
  }
}
