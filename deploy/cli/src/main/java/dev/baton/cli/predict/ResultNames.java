package dev.baton.cli.predict;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Names for the results of images, none of them twice: a list may name two folders' a.jpg. */
final class ResultNames {
  private final Set<String> taken = new HashSet<>();

  /** The file's name without its ending, with a number if an earlier one has it. */
  String next(Path image) {
    String name = image.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    String free = stem;
    for (int number = 2; !taken.add(free); number++) {
      free = stem + "-" + number;
    }
    return free;
  }
}
