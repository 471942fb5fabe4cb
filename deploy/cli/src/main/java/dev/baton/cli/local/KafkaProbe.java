package dev.baton.cli.local;

import dev.baton.cli.CommandFailedException;
import dev.baton.common.kafka.KafkaConnection;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Whether anything listens where Kafka is said to be. Kafka's clients try for 15 s and then name no
 * address, also when a host does not exist.
 */
final class KafkaProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final int CONNECT_MS = 2_000;

  private KafkaProbe() {}

  /**
   * Gives a broker that begins a moment to do so.
   *
   * @throws CommandFailedException when nothing listens at any of the addresses
   */
  static void requireListener(KafkaConnection kafka) {
    requireListener(kafka, PATIENCE);
  }

  static void requireListener(KafkaConnection kafka, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (isDead(kafka.bootstrap())) {
      if (System.nanoTime() > end) {
        throw new CommandFailedException(
            "Nothing listens at %s: start Kafka there, or correct --kafka (BATON_KAFKA)"
                .formatted(kafka.bootstrap()));
      }
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandFailedException("Interrupted", e);
      }
    }
  }

  private static boolean isDead(String bootstrap) {
    for (String server : bootstrap.split(",")) {
      String address = server.strip();
      int colon = address.lastIndexOf(':');
      if (!isDead(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))) {
        return false;
      }
    }
    return true;
  }

  /** Only what is certain: where a connection is neither made nor refused, Kafka's clients try. */
  private static boolean isDead(String host, int port) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!isRefused(new InetSocketAddress(address, port))) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      return true;
    }
  }

  private static boolean isRefused(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, CONNECT_MS);
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
