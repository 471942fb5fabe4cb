package dev.baton.scheduler.notify;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** Somebody who is told, and answers as a test wills it: by its statuses, and then by 204. */
final class Receiver implements AutoCloseable {
  private final HttpServer server;
  private final BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();
  private final List<Message> received = new CopyOnWriteArrayList<>();

  /** What has come; header names as they were sent. */
  record Message(String path, Map<String, String> headers, byte[] body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  Receiver(Integer... statuses) throws IOException {
    this.statuses.addAll(List.of(statuses));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:%d/hook".formatted(server.getAddress().getPort()));
  }

  List<Message> received() {
    return new ArrayList<>(received);
  }

  private void answer(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
    received.add(
        new Message(
            exchange.getRequestURI().getPath(), headers, exchange.getRequestBody().readAllBytes()));
    Integer status = statuses.poll();
    exchange.getResponseHeaders().add("Location", "/elsewhere");
    exchange.sendResponseHeaders(status == null ? 204 : status, -1);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
