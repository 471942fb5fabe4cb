package dev.baton.scheduler.api;

import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.RequestAccepted;
import dev.baton.common.messages.Event.RequestRejected;
import dev.baton.common.messages.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends requests to the scheduler, whichever leads, and waits for the event that answers each. Safe
 * for use by many threads.
 */
final class RequestDesk {
  /** Each keeps a thread of the server waiting. */
  private static final int MOST_WAITING = 16;

  private final Outlet outlet;
  private final Duration patience;
  private final Map<String, CompletableFuture<Optional<List<String>>>> waiting =
      new ConcurrentHashMap<>();

  /** Where requests go. */
  interface Outlet {
    /**
     * Returns when the request is kept for good.
     *
     * @throws ApiException when it is not
     */
    void publish(Request request);
  }

  /**
   * @param patience how long the scheduler may take to answer
   */
  RequestDesk(Outlet outlet, Duration patience) {
    this.outlet = outlet;
    this.patience = patience;
  }

  /**
   * Sends {@code request}; returns when the scheduler has accepted it.
   *
   * @throws ApiException when it is refused, or nobody answers
   */
  void ask(Request request) {
    if (waiting.size() >= MOST_WAITING) {
      throw ApiException.unavailable(
          "%d requests wait for the scheduler already: try again in a moment"
              .formatted(MOST_WAITING));
    }
    CompletableFuture<Optional<List<String>>> answer = new CompletableFuture<>();
    if (waiting.putIfAbsent(request.requestId(), answer) != null) {
      throw ApiException.badRequest(
          "A request with requestId %s waits already: take another id"
              .formatted(request.requestId()));
    }
    try {
      outlet.publish(request);
      Optional<List<String>> refusal = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (refusal.isPresent()) {
        throw ApiException.refused(refusal.get());
      }
    } catch (TimeoutException e) {
      throw ApiException.timeout(
          "No scheduler answers within %d s; the request is kept, it counts once one runs"
              .formatted(patience.toSeconds()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.unavailable("The scheduler is being stopped; the request may be kept");
    } catch (ExecutionException e) {
      throw new IllegalStateException("An answer is never an error", e);
    } finally {
      waiting.remove(request.requestId());
    }
  }

  /** Takes in an event, which may be the answer to a request. */
  void heard(Event event) {
    switch (event) {
      case RequestAccepted e -> answer(e.requestId(), Optional.empty());
      case RequestRejected e -> answer(e.requestId(), Optional.of(e.reasons()));
      default -> {}
    }
  }

  private void answer(String requestId, Optional<List<String>> refusal) {
    CompletableFuture<Optional<List<String>>> who = waiting.get(requestId);
    if (who != null) {
      who.complete(refusal);
    }
  }
}
