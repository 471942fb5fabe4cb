package dev.baton.worker.prometheus;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import java.io.IOException;

/**
 * Answers Prometheus at {@code /metrics}, on threads of its own. There is nothing secret in it, and
 * nobody is asked who they are: what listens outside of the machine belongs behind a firewall.
 */
public final class MetricsServer implements AutoCloseable {
  private static final int HIGHEST_PORT = 65_535;

  private final HTTPServer server;
  private final String host;

  private MetricsServer(HTTPServer server, String host) {
    this.server = server;
    this.host = host;
  }

  /**
   * Listens.
   *
   * @param address {@code HOST:PORT}; port 0 takes a free one
   * @throws IllegalArgumentException saying what to give when that is no address or is taken
   */
  public static MetricsServer start(String address, WorkerMetrics metrics) {
    int colon = address.lastIndexOf(':');
    String port = address.substring(colon + 1);
    if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > HIGHEST_PORT) {
      throw new IllegalArgumentException(
          "--metrics %s: give HOST:PORT, for example 127.0.0.1:9464".formatted(address));
    }
    String host = address.substring(0, colon).replaceAll("^\\[|]$", "");
    try {
      HTTPServer server =
          HTTPServer.builder()
              .hostname(host)
              .port(Integer.parseInt(port))
              .registry(metrics.registry())
              .buildAndStart();
      return new MetricsServer(server, host);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "--metrics %s: cannot listen there: %s. Give another port, or an address of this machine"
              .formatted(address, e.getMessage()),
          e);
    }
  }

  /** Where it answers. */
  public String url() {
    String name = host.contains(":") ? "[" + host + "]" : host;
    return "http://%s:%d/metrics".formatted(name, server.getPort());
  }

  @Override
  public void close() {
    server.close();
  }
}
