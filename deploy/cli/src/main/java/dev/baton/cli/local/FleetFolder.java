package dev.baton.cli.local;

import dev.baton.cli.CommandFailedException;
import dev.baton.worker.attempt.AttemptFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * The folder that holds everything of a fleet on one machine. Removing it while no fleet runs
 * forgets the fleet and all its jobs.
 */
public record FleetFolder(Path path) {

  public FleetFolder {
    path = path.toAbsolutePath().normalize();
  }

  /** The folder that was named, else {@code BATON_DIR}, else {@code .baton} where we are. */
  public static FleetFolder of(Optional<Path> named, Map<String, String> environment) {
    if (named.filter(path -> path.toString().isBlank()).isPresent()) {
      throw new CommandFailedException("--dir is empty: give a folder, or leave it out");
    }
    String variable = environment.getOrDefault("BATON_DIR", "");
    return new FleetFolder(named.orElse(Path.of(variable.isBlank() ? ".baton" : variable)));
  }

  Path broker() {
    return path.resolve("kafka");
  }

  Path store() {
    return path.resolve("store");
  }

  public Path logs() {
    return path.resolve("logs");
  }

  /** Where native libraries are unpacked, once for all workers. */
  Path natives() {
    return path.resolve("natives");
  }

  Path fleetFile() {
    return path.resolve("fleet.json");
  }

  Path lock() {
    return path.resolve("lock");
  }

  /** Where a worker says which attempt it runs. */
  AttemptFile attemptFile(String worker) {
    return new AttemptFile(logs().resolve(worker + ".attempt"));
  }

  /** Where the processes of a kind write down their classes: see {@link ClassArchive}. */
  Path classList(String kind) {
    return logs().resolve(kind + ".classes");
  }

  Path log(String child) {
    return logs().resolve(child + ".log");
  }

  /** Where a JVM that crashes writes why; it puts its process id for {@code %p}. */
  String crashReport() {
    return logs().resolve("hs_err_pid%p.log").toString();
  }

  /** Makes the folder, readable for its owner only where the file system knows owners. */
  void create() throws IOException {
    if (Files.notExists(path)) {
      Files.createDirectories(path);
      if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      }
    }
    Files.createDirectories(logs());
    Files.createDirectories(natives());
  }

  /**
   * Options by which others reach the fleet that runs here, without dashes; none where none runs.
   */
  public Map<String, String> addressesOfRunningFleet() {
    return FleetFile.find(this)
        .filter(FleetFile::isRunning)
        .map(
            file ->
                Map.of(
                    "kafka", file.kafka(),
                    "store", "s3://" + FleetFile.BUCKET,
                    "store-endpoint", file.storeEndpoint()))
        .orElse(Map.of());
  }

  /** Which ports the fleet of this folder has, or its next one would take. */
  public String portsForPeople() {
    Optional<FleetFile> file = FleetFile.find(this);
    if (file.filter(FleetFile::isRunning).isPresent()) {
      return file.get().ports() + ", in use by the fleet that runs";
    }
    FleetPorts wanted = file.map(FleetFile::ports).orElse(FleetPorts.USUAL);
    FleetPorts free = wanted.orFreeOnes();
    return free.equals(wanted)
        ? wanted + ", all free"
        : "%s: not all free, the next `baton up` takes others where it must".formatted(wanted);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
