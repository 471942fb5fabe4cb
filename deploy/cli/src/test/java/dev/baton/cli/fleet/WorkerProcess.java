package dev.baton.cli.fleet;

import dev.baton.cli.local.FleetConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A worker beside those of a fleet, which nobody starts again when it has ended. */
final class WorkerProcess implements AutoCloseable {
  private static final int LONGEST_LIFE_SECONDS = 120;

  private final String name;
  private final Path log;
  private final Process process;

  private WorkerProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /**
   * @param natives where the fleet's workers have unpacked their libraries
   * @param more arguments, for example {@code --hang-after 1s}
   */
  static WorkerProcess start(
      FleetConnection fleet,
      Path natives,
      String name,
      String pool,
      List<String> more,
      Map<String, String> environment)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    line.add("--enable-native-access=ALL-UNNAMED");
    line.add("-Dorg.bytedeco.javacpp.cachedir=" + natives.resolve("javacpp"));
    line.addAll(List.of("-cp", System.getProperty("baton.dist") + "/lib/*"));
    line.add("dev.baton.worker.WorkerMain");
    line.addAll(fleet.flags());
    line.addAll(List.of("--name", name, "--pool", pool, "--stdin-guard"));
    line.addAll(more);
    Path log = natives.resolveSibling(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(fleet.storeKeys());
    builder.environment().put("DJL_CACHE_DIR", natives.toString());
    builder.environment().put("DJL_OFFLINE", "true");
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().putAll(environment);
    return new WorkerProcess(name, log, builder.start());
  }

  /** Waits for the process's end, whatever it is, and returns its exit status. */
  int awaitEnd() throws InterruptedException, IOException {
    if (!process.waitFor(LONGEST_LIFE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError(
          "%s still lives after %d s; its log:%n%s".formatted(name, LONGEST_LIFE_SECONDS, said()));
    }
    return process.exitValue();
  }

  String said() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
