package dev.baton.scheduler.kafka;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A scheduler in a process of its own, so that it can be killed. */
final class SchedulerProcess implements AutoCloseable {
  private final Process process;
  private final List<String> said = new CopyOnWriteArrayList<>();

  private SchedulerProcess(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::listen);
  }

  static SchedulerProcess start(String kafka, Optional<String> instance) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                SchedulerMain.class.getName(),
                "--kafka",
                kafka,
                "--stdin-guard"));
    instance.ifPresent(name -> command.addAll(List.of("--instance", name)));
    return new SchedulerProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** What it has written so far. */
  List<String> said() {
    return said;
  }

  boolean hasSaid(String part) {
    return said.stream().anyMatch(line -> line.contains(part));
  }

  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Sends SIGTERM; whether it has ended within {@code longest}. */
  boolean stop(Duration longest) throws InterruptedException {
    process.destroy();
    return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void listen() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      lines.lines().forEach(said::add);
    } catch (IOException | UncheckedIOException e) {
      said.add("(ended)");
    }
  }

  @Override
  public void close() {
    kill();
  }
}
