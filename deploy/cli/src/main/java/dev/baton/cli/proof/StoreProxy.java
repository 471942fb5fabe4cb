package dev.baton.cli.proof;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between a fleet and its store, and hands bytes on, until it is told to be a bad network or
 * a bad store. Of S3 it knows only how a full store answers: requests go on as they are, so that
 * their signatures hold. A mood is safe to change from any thread.
 */
final class StoreProxy implements AutoCloseable {
  private static final int CHUNK = 16 << 10;
  private static final long SLOWNESS_NANOS = 150_000_000;
  private static final long MUTE_GLANCE_NANOS = 10_000_000;
  private static final int DRAIN_MILLIS = 2_000;
  private static final int LONGEST_HEAD = 64 << 10;

  /** In MinIO's words. */
  private static final String NO_ROOM =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>XMinioStorageFull</Code><Message>Storage backend has reached its minimum free drive threshold. Please delete a few objects to proceed.</Message></Error>";

  private static final byte[] FULL =
      "HTTP/1.1 507 Insufficient Storage\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
          .formatted(NO_ROOM.length(), NO_ROOM)
          .getBytes(US_ASCII);
  private static final byte[] UNAVAILABLE =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(US_ASCII);

  private final int storePort;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile Mood mood = Mood.CLEAR;

  /** How the store looks from outside. */
  enum Mood {
    CLEAR,
    /** Every 16 kB take 150 ms. */
    SLOW,
    /** Nothing gets through, and no connection ends; what was held back goes on afterwards. */
    MUTE,
    /** Connections are reset at once. */
    REFUSED,
    /** Requests break off: the store has seen a part of them. */
    RESET,
    /** Requests arrive whole, their answers never: nobody knows what became of them. */
    LOST_REPLY,
    /** Answers break off. */
    TRUNCATED,
    /** Every request is answered with 503. */
    UNAVAILABLE,
    /** There is no room for what is to be written; all else goes on. */
    FULL;

    private boolean endsConnections() {
      return this != CLEAR && this != SLOW && this != MUTE;
    }
  }

  StoreProxy(int storePort) throws IOException {
    this.storePort = storePort;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("store-proxy", this::accept);
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /**
   * Changes what happens to requests from now on; a bad mood ends the connections that are open.
   */
  void become(Mood next) {
    mood = next;
    if (next.endsConnections()) {
      open.forEach(StoreProxy::reset);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        start("store-proxy-answers", () -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    open.add(client);
    try (client) {
      if (mood == Mood.REFUSED) {
        reset(client);
      } else if (mood == Mood.UNAVAILABLE) {
        answerUnavailable(client);
      } else if (mood == Mood.FULL) {
        serveWithoutRoom(client);
      } else {
        connect(client, "");
      }
    } catch (IOException e) {
      reset(client); // the store is down, or one side has gone: to the client it is one failure
    } finally {
      open.remove(client);
    }
  }

  /** Looks at one request, and has the connection end with its answer. */
  private void serveWithoutRoom(Socket client) throws IOException {
    String head = readHead(client.getInputStream());
    if (head.startsWith("PUT ") || head.startsWith("POST ")) {
      answer(client, FULL);
    } else if (!head.isEmpty()) {
      String others = head.replaceAll("(?im)^Connection:.*\r\n", "");
      connect(client, others.replaceFirst("\r\n", "\r\nConnection: close\r\n"));
    }
  }

  /** Up to the empty line, and none of the body; empty when the client has gone. */
  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < LONGEST_HEAD && head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /**
   * @param begun what has been read of the client's requests already
   */
  private void connect(Socket client, String begun) throws IOException {
    try (Socket store = new Socket(InetAddress.getLoopbackAddress(), storePort)) {
      open.add(store);
      try {
        store.getOutputStream().write(begun.getBytes(ISO_8859_1));
        start("store-proxy-requests", () -> copyRequests(client, store));
        copyAnswers(store, client);
      } finally {
        open.remove(store);
      }
    }
  }

  private void copyRequests(Socket client, Socket store) {
    try {
      byte[] chunk = new byte[CHUNK];
      InputStream in = client.getInputStream();
      OutputStream out = store.getOutputStream();
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        delay();
        if (mood == Mood.RESET) {
          out.write(chunk, 0, count / 2);
          out.flush();
          reset(store);
          reset(client);
          return;
        }
        out.write(chunk, 0, count);
        out.flush();
      }
      store.shutdownOutput();
    } catch (IOException e) {
      reset(store);
    }
  }

  private void copyAnswers(Socket store, Socket client) throws IOException {
    byte[] chunk = new byte[CHUNK];
    InputStream in = store.getInputStream();
    OutputStream out = client.getOutputStream();
    for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
      delay();
      if (mood == Mood.LOST_REPLY) {
        reset(client);
        return;
      }
      if (mood == Mood.TRUNCATED) {
        out.write(chunk, 0, count / 2);
        out.flush();
        return;
      }
      out.write(chunk, 0, count);
      out.flush();
    }
  }

  private static void answerUnavailable(Socket client) throws IOException {
    client.setSoTimeout(DRAIN_MILLIS);
    if (client.getInputStream().read(new byte[CHUNK]) >= 0) {
      answer(client, UNAVAILABLE);
    }
  }

  /** Reads on after the answer: a connection closed over unread bytes is reset, answer and all. */
  private static void answer(Socket client, byte[] answer) throws IOException {
    client.setSoTimeout(DRAIN_MILLIS);
    client.getOutputStream().write(answer);
    client.shutdownOutput();
    byte[] ignored = new byte[CHUNK];
    while (client.getInputStream().read(ignored) >= 0) {
      // Only the end matters.
    }
  }

  private void delay() {
    if (mood == Mood.SLOW) {
      LockSupport.parkNanos(SLOWNESS_NANOS);
    }
    while (mood == Mood.MUTE && !server.isClosed()) {
      LockSupport.parkNanos(MUTE_GLANCE_NANOS);
    }
  }

  /** Ends with its sockets, so nobody has to stop it. */
  private static void start(String name, Runnable task) {
    Thread.ofVirtual().name(name).start(task);
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      return; // it is closed already
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    open.forEach(StoreProxy::reset);
  }
}
