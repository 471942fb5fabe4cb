package dev.baton.cli.doctor;

import dev.baton.cli.local.FleetFolder;
import dev.baton.common.text.Quantities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this machine can run a fleet: its Java and the disk under its folder. */
final class MachineCheck {
  /** Natives take 0.5 GB once, and two checkpoints of a large model about 1 GB. */
  private static final long ENOUGH_BYTES = 2L << 30;

  private MachineCheck() {}

  static Finding java() {
    return Finding.ok(
        "Java",
        "%s in %s, %d cores"
            .formatted(
                Runtime.version(),
                System.getProperty("java.home"),
                Runtime.getRuntime().availableProcessors()));
  }

  static Finding disk(FleetFolder folder) {
    Path existing = folder.path();
    while (Files.notExists(existing)) {
      existing = existing.getParent();
    }
    if (!Files.isWritable(existing)) {
      return Finding.failed(
          "disk",
          "%s cannot be written to: change its rights, or name another folder with --dir"
              .formatted(existing));
    }
    try {
      long free = Files.getFileStore(existing).getUsableSpace();
      String found = "%s free for %s".formatted(Quantities.bytes(free), folder);
      return free >= ENOUGH_BYTES
          ? Finding.ok("disk", found)
          : Finding.failed(
              "disk", found + ": make room for 2 GB, or name another folder with --dir");
    } catch (IOException e) {
      return Finding.failed(
          "disk", "The free space of %s cannot be found out: %s".formatted(existing, e));
    }
  }
}
