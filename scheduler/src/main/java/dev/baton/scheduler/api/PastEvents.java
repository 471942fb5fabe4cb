package dev.baton.scheduler.api;

import java.util.List;
import java.util.Optional;

/** Events that are no longer in memory. */
interface PastEvents {
  /**
   * What was found of a job.
   *
   * @param events oldest first
   * @param before where to go on for earlier ones; empty when there are none
   */
  record Found(List<EventShelf.Kept> events, Optional<Long> before) {}

  /**
   * The newest events of {@code job} before {@code offset}. As much is read as one answer may cost,
   * so there may be fewer than {@code limit}, even none, and yet earlier ones.
   *
   * @throws ApiException when they cannot be read now
   */
  Found find(String job, long offset, int limit);
}
