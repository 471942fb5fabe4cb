package dev.baton.scheduler.api;

import io.javalin.http.Context;
import java.io.IOException;

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
    Interest interest = Interest.of(new Query(request::queryParam));
    request.contentType("text/event-stream").header("Cache-Control", "no-store");
    request.header("X-Accel-Buffering", "no"); // else a proxy may hold events back
    try (Follower follower = broadcast.follow(interest)) {
      follower.writeTo(request.res().getOutputStream());
    }
  }
}
