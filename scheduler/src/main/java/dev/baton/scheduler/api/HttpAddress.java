package dev.baton.scheduler.api;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where the HTTP interface listens.
 *
 * @param host a name or an address; IPv6 ones without brackets
 * @param port 0 for any free one
 */
public record HttpAddress(String host, int port) {

  /**
   * Reads {@code HOST:PORT}; IPv6 addresses stand in brackets.
   *
   * @throws IllegalArgumentException saying what to write instead
   */
  public static HttpAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":")) {
      host = "";
    }
    String port = text.substring(colon + 1);
    if (host.isEmpty() || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
      throw new IllegalArgumentException(
          "--http %s cannot be used: give HOST:PORT, for example 127.0.0.1:19080".formatted(text));
    }
    return new HttpAddress(host, Integer.parseInt(port));
  }

  /** Whether only this machine reaches it. */
  boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  HttpAddress withPort(int other) {
    return new HttpAddress(host, other);
  }

  /** {@code http://127.0.0.1:19080}. */
  public String url() {
    return "http://" + this;
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
