package dev.baton.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A Kafka broker with its controller, alone in this process, on loopback ports: {@code --dir DIR
 * --port PORT --controller-port PORT [--stdin-guard]}.
 *
 * <p>SIGTERM stops it in order. Killed at any moment it comes back with everything it acknowledged.
 */
public final class BrokerMain {
  private BrokerMain() {}

  public static void main(String[] args) throws IOException {
    Path serverProperties;
    try {
      Flags flags = Flags.parse(List.of("--dir", "--port", "--controller-port"), args);
      if (flags.hasStdinGuard()) {
        StdinGuard.start();
      }
      BrokerFolder folder = new BrokerFolder(Path.of(flags.text("--dir")));
      serverProperties = folder.prepare(flags.port("--port"), flags.port("--controller-port"));
    } catch (IllegalArgumentException e) {
      System.err.println("broker: " + e.getMessage());
      System.exit(2);
      return;
    }
    kafka.Kafka.main(new String[] {serverProperties.toString()});
  }
}
