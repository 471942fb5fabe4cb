package dev.baton.worker.attempt;

import dev.baton.common.checkpoint.JobHistory;
import dev.baton.common.checkpoint.LastWords;
import dev.baton.common.checkpoint.LogEntry.AttemptEnded;
import dev.baton.common.checkpoint.LogEntry.AttemptStarted;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * When to stop trying: a job whose attempts are lost again and again before they commit anything,
 * or which no worker can train, fails. The log alone decides, so no count can be lost; what the
 * lost attempts said last makes the sentence.
 */
final class Hopelessness {
  /** Attempts in a row without a checkpoint, lost or given up, after which a job fails. */
  private static final int MAX_ATTEMPTS = 5;

  private final LastWords lastWords;

  Hopelessness(LastWords lastWords) {
    this.lastWords = lastWords;
  }

  /** The sentence that ends the job, or nothing while there is hope. */
  Optional<String> of(JobHistory history) {
    List<AttemptStarted> lost = history.fruitlessAttempts();
    if (lost.size() >= MAX_ATTEMPTS) {
      return Optional.of(
          "%d attempts in a row were lost without a checkpoint. Their workers' last words: %s. See these workers' logs, then run the job again (baton rerun)"
              .formatted(lost.size(), lastWords(lost)));
    }
    List<AttemptEnded> givenUp = history.givenUp();
    return givenUp.size() >= MAX_ATTEMPTS
        ? Optional.of(
            "%d attempts in a row gave up: %s".formatted(givenUp.size(), givenUp.getLast().why()))
        : Optional.empty();
  }

  /** Each words with the workers who said so, in the order in which they were said first. */
  private String lastWords(List<AttemptStarted> lost) {
    Map<String, Set<String>> workers = new LinkedHashMap<>();
    for (AttemptStarted attempt : lost) {
      workers.computeIfAbsent(words(attempt), words -> new LinkedHashSet<>()).add(attempt.worker());
    }
    return workers.entrySet().stream()
        .map(said -> "%s: %s".formatted(String.join(", ", said.getValue()), said.getKey()))
        .collect(Collectors.joining("; "));
  }

  private String words(AttemptStarted attempt) {
    try {
      return lastWords.find(attempt.attemptId()).orElse("said nothing");
    } catch (IOException e) {
      return "(cannot be read: %s)".formatted(e.getMessage());
    }
  }
}
