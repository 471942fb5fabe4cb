package dev.baton.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/** The loopback ports of a fleet on one machine. */
record FleetPorts(int broker, int controller, int store, int page) {
  /** Used where they are free. */
  static final FleetPorts USUAL = new FleetPorts(19_092, 19_093, 19_000, 19_080);

  /** Stands for any free port. */
  static final FleetPorts ANY = new FleetPorts(0, 0, 0, 0);

  /** These ports, each replaced by a free one if something else listens there. */
  FleetPorts orFreeOnes() {
    Set<Integer> taken = new HashSet<>();
    int freeBroker = orFreeOne(broker, taken);
    int freeController = orFreeOne(controller, taken);
    int freeStore = orFreeOne(store, taken);
    return new FleetPorts(freeBroker, freeController, freeStore, orFreeOne(page, taken));
  }

  /** For people. */
  @Override
  public String toString() {
    return "broker %d, controller %d, store %d, page %d".formatted(broker, controller, store, page);
  }

  private static int orFreeOne(int wanted, Set<Integer> taken) {
    int port = isFree(wanted) ? wanted : 0;
    while (port == 0 || taken.contains(port)) {
      port = anyFree();
    }
    taken.add(port);
    return port;
  }

  static boolean isFree(int port) {
    if (port == 0) {
      return false;
    }
    try (ServerSocket socket = bind(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static int anyFree() {
    try (ServerSocket socket = bind(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("This machine gives no loopback port", e);
    }
  }

  private static ServerSocket bind(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      // Ports of connections that ended a moment ago count as free, as they do for the children.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
