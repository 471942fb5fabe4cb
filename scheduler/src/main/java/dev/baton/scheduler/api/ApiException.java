package dev.baton.scheduler.api;

import java.util.List;

/**
 * A request that is answered with an error.
 *
 * <p>The message says in a sentence what to do.
 */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int TIMEOUT = 504;

  private final int status;
  private final transient List<String> reasons;

  private ApiException(int status, String message, List<String> reasons) {
    super(message, null, false, false);
    this.status = status;
    this.reasons = List.copyOf(reasons);
  }

  static ApiException badRequest(String message) {
    return new ApiException(400, message, List.of());
  }

  static ApiException unauthorized(String message) {
    return new ApiException(401, message, List.of());
  }

  static ApiException forbidden(String message) {
    return new ApiException(403, message, List.of());
  }

  static ApiException notFound(String message) {
    return new ApiException(404, message, List.of());
  }

  static ApiException unsupported(String message) {
    return new ApiException(415, message, List.of());
  }

  /**
   * @param reasons why the scheduler refused, one for each thing to change
   */
  static ApiException refused(List<String> reasons) {
    return new ApiException(422, "Refused: " + String.join("; ", reasons), reasons);
  }

  static ApiException unavailable(String message) {
    return new ApiException(503, message, List.of());
  }

  static ApiException timeout(String message) {
    return new ApiException(TIMEOUT, message, List.of());
  }

  /** Whether nobody answered in time, so that what was asked may still happen. */
  boolean isTimeout() {
    return status == TIMEOUT;
  }

  int status() {
    return status;
  }

  List<String> reasons() {
    return reasons;
  }
}
