package dev.baton.cli.jobs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Stack;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Lets a command line of YOLOv9 be pasted after {@code baton train}: {@code python train_dual.py
 * --img 640 ...}, also with {@code torchrun} and the like before it. The script's name goes, what
 * came before it becomes one {@link ForeignOption}, and unique beginnings of option names, which
 * Python's argparse takes, are completed.
 */
final class PastedLine implements IParameterPreprocessor {
  private static final Pattern LAUNCHER =
      Pattern.compile("(.*/)?(python[0-9.]*|torchrun)|-m|nohup|[A-Z_][A-Z0-9_]*=.*");
  private static final Pattern PYTHON = Pattern.compile("(.*/)?python[0-9.]*|nohup");
  private static final Pattern SCRIPT = Pattern.compile("(.*/)?[A-Za-z_]+\\.py");
  private static final Pattern TRAINING_SCRIPT =
      Pattern.compile("(.*/)?train(_dual|_triple)?\\.py");
  private static final Pattern OTHER_TASK = Pattern.compile("(^|.*/)(segment|panoptic)/[^/]*");
  private static final Set<String> OTHER_SCRIPTS = Set.of("val.py", "val_dual.py");

  @Override
  public boolean preprocess(
      Stack<String> arguments, CommandSpec train, ArgSpec unused, Map<String, Object> context) {
    List<String> typed = new ArrayList<>(arguments);
    Collections.reverse(typed);
    List<String> own = completed(withoutLauncher(typed, train), train);
    Collections.reverse(own);
    arguments.clear();
    arguments.addAll(own);
    return false;
  }

  private static List<String> withoutLauncher(List<String> typed, CommandSpec train) {
    if (typed.isEmpty() || !isLauncherOrScript(typed.getFirst())) {
      return typed;
    }
    int script = 0;
    while (script < typed.size() && !SCRIPT.matcher(typed.get(script)).matches()) {
      script++;
    }
    if (script == typed.size()) {
      throw new ParameterException(
          train.commandLine(),
          "%s: no script of YOLOv9 follows; paste its whole line, or give its options alone: --img 640 --data data.yaml ..."
              .formatted(typed.getFirst()));
    }
    requireTraining(typed.get(script), train);
    List<String> own = new ArrayList<>();
    List<String> launcher = typed.subList(0, script);
    if (!launcher.stream().allMatch(word -> PYTHON.matcher(word).matches())) {
      own.add(ForeignOption.LAUNCHER.firstName() + "=" + String.join(" ", launcher));
    }
    own.addAll(typed.subList(script + 1, typed.size()));
    return own;
  }

  private static boolean isLauncherOrScript(String word) {
    return LAUNCHER.matcher(word).matches() || SCRIPT.matcher(word).matches();
  }

  private static void requireTraining(String script, CommandSpec train) {
    if (OTHER_TASK.matcher(script).matches()) {
      throw new ParameterException(
          train.commandLine(),
          "%s does not train a detector, and nothing else is trained here: paste a line of train.py or train_dual.py"
              .formatted(script));
    }
    if (!TRAINING_SCRIPT.matcher(script).matches()) {
      String name = script.substring(script.lastIndexOf('/') + 1);
      throw new ParameterException(
          train.commandLine(),
          OTHER_SCRIPTS.contains(name)
              ? "%s is no training: baton val WEIGHTS --data data.yaml".formatted(script)
              : "%s is no training: paste a line of train.py or train_dual.py".formatted(script));
    }
  }

  private static List<String> completed(List<String> typed, CommandSpec train) {
    return typed.stream().map(word -> completed(word, train)).collect(Collectors.toList());
  }

  private static String completed(String word, CommandSpec train) {
    int end = word.indexOf('=') < 0 ? word.length() : word.indexOf('=');
    String name = word.substring(0, end);
    if (!name.matches("--[a-z][a-z_-]*") || train.optionsMap().containsKey(name)) {
      return word;
    }
    return only(name, train).map(full -> full + word.substring(end)).orElse(word);
  }

  /** The option that {@code beginning} can only mean; of --epochs and --epochs-..., the former. */
  private static Optional<String> only(String beginning, CommandSpec train) {
    List<String> names =
        train.optionsMap().keySet().stream().filter(n -> n.startsWith(beginning)).sorted().toList();
    if (names.isEmpty()) {
      return Optional.empty();
    }
    String first = names.getFirst();
    OptionSpec option = train.optionsMap().get(first);
    boolean isOnly =
        names.stream().allMatch(n -> n.startsWith(first) || train.optionsMap().get(n) == option);
    return isOnly ? Optional.of(first) : Optional.empty();
  }
}
