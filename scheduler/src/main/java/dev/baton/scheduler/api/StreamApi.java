package dev.baton.scheduler.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.Optional;

/** Answers with what changes, as server-sent events, for as long as the other side listens. */
final class StreamApi {
  /** Each keeps a thread. */
  static final int MOST_FOLLOWERS = 64;

  private final Broadcast broadcast;

  StreamApi(Broadcast broadcast) {
    this.broadcast = broadcast;
  }

  void stream(Context request) throws IOException, InterruptedException {
    if (broadcast.followers() >= MOST_FOLLOWERS) {
      throw ApiException.unavailable(
          "%d pages follow the fleet already: close some".formatted(MOST_FOLLOWERS));
    }
    Optional<String> job = new Query(request::queryParam).text("job");
    request.contentType("text/event-stream").header("Cache-Control", "no-store");
    request.header("X-Accel-Buffering", "no"); // else a proxy may hold events back
    try (Follower follower = broadcast.follow(job)) {
      follower.writeTo(request.res().getOutputStream());
    }
  }
}
