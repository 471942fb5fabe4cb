package dev.baton.cli.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.baton.cli.CommandFailedException;
import dev.baton.cli.FileFailure;
import dev.baton.common.messages.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a folder's fleet is reached by and made of: {@code fleet.json}, readable for its owner only,
 * since it holds the store's keys. Addresses and keys stay the same from start to start.
 *
 * @param up the process that looks after the fleet
 * @param children by name, as last started
 */
record FleetFile(
    int version,
    FleetPorts ports,
    String accessKey,
    String secretKey,
    ProcessIdentity up,
    Map<String, ProcessIdentity> children) {
  static final int VERSION = 1;
  static final String BUCKET = "baton";

  FleetFile {
    children = new TreeMap<>(children == null ? Map.of() : children);
  }

  String kafka() {
    return "127.0.0.1:" + ports.broker();
  }

  String storeEndpoint() {
    return "http://127.0.0.1:" + ports.store();
  }

  /** Where the scheduler's page listens. */
  String pageAddress() {
    return "127.0.0.1:" + ports.page();
  }

  String page() {
    return "http://" + pageAddress();
  }

  /** Whether the process that looks after the fleet is still there. */
  boolean isRunning() {
    return up.find().isPresent();
  }

  FleetFile with(Map<String, ProcessIdentity> newChildren) {
    return new FleetFile(version, ports, accessKey, secretKey, up, newChildren);
  }

  /** Reads the folder's file, empty where no fleet was ever started. */
  static Optional<FleetFile> find(FleetFolder folder) {
    try {
      FleetFile file = Json.MAPPER.readValue(Files.readString(folder.fleetFile()), FleetFile.class);
      if (file.version != VERSION) {
        throw new CommandFailedException(
            "%s has version %d, this Baton reads %d: use the Baton that wrote it, or another --dir"
                .formatted(folder.fleetFile(), file.version, VERSION));
      }
      return Optional.of(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw new CommandFailedException(
          "Cannot read %s: %s. Remove that file; the next `baton up` writes it anew"
              .formatted(folder.fleetFile(), e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new CommandFailedException(FileFailure.sentence(e), e);
    }
  }

  /** Replaces the folder's file; readers see the old one or the new one. */
  void write(FleetFolder folder) throws IOException {
    Path temporary = Files.createTempFile(folder.path(), "fleet", ".tmp", ownerOnly(folder));
    try {
      Files.writeString(
          temporary, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
      Files.move(
          temporary,
          folder.fleetFile(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary); // where the disk is full, each start would leave one
    }
  }

  private static FileAttribute<?>[] ownerOnly(FleetFolder folder) {
    boolean isPosix = folder.path().getFileSystem().supportedFileAttributeViews().contains("posix");
    return isPosix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  @Override
  public String toString() {
    return "FleetFile[kafka=%s, store=%s, keys hidden, up=%s, children=%s]"
        .formatted(kafka(), storeEndpoint(), up, children);
  }

  /** A key that nobody can guess. */
  static String newSecret() {
    byte[] bytes = new byte[20];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
