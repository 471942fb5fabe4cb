package dev.baton.cli.local;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** One look each at whether a service does its work; "no" may become "yes" a moment later. */
final class Probes {
  private static final int TIMEOUT_MS = 2_000;

  private Probes() {}

  /** Whether something accepts connections on a loopback port. The broker does when it is ready. */
  static boolean isListening(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether an HTTP server answers, with whatever status. */
  static boolean isHttpServer(String url) {
    try {
      HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MS);
      connection.setReadTimeout(TIMEOUT_MS);
      connection.setRequestMethod("HEAD");
      boolean hasStatus = connection.getResponseCode() > 0;
      connection.disconnect();
      return hasStatus;
    } catch (IOException e) {
      return false;
    }
  }
}
