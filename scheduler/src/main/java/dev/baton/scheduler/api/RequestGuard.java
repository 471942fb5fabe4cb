package dev.baton.scheduler.api;

import io.javalin.http.Context;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which requests are answered at all.
 *
 * <p>Without a token the interface listens on loopback only, where any page that the same person
 * looks at could reach it: so a request must name this host (against DNS rebinding), must not come
 * from another site, and one that changes something must be JSON, which other sites cannot send
 * without asking first. With a token the same holds, but for the name of the host.
 */
final class RequestGuard {
  static final String COOKIE = "baton_token";

  /** On every answer. */
  static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin");

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final String BEARER = "Bearer ";

  private final HttpAddress bound;
  private final Optional<AccessToken> token;

  /**
   * @throws IllegalArgumentException when others than this machine could come in without a token
   */
  RequestGuard(HttpAddress bound, Optional<AccessToken> token) {
    if (token.isEmpty() && !bound.isLoopback()) {
      throw new IllegalArgumentException(
          "--http %s can be reached from other machines: set %s to a secret of at least 16 characters, or listen on 127.0.0.1"
              .formatted(bound, AccessToken.VARIABLE));
    }
    this.bound = bound;
    this.token = token;
  }

  /**
   * @throws ApiException when the request is not to be answered
   */
  void check(Context request) {
    HEADERS.forEach(request::header);
    requireOwnHost(request);
    if (isOpen(request)) {
      return;
    }
    requireOwnSite(request);
    if (isChange(request)) {
      requireJson(request);
    }
    if (!request.path().equals("/api/session")) {
      requireToken(request);
    }
  }

  /** The page itself has to come before it can ask for a token; it holds nothing of the fleet. */
  private static boolean isOpen(Context request) {
    // Slashes at the end of a path are nothing to those who answer it.
    String path = request.path().replaceFirst("/+$", "");
    boolean isOfFleet = path.startsWith("/api/") || path.equals("/api") || path.equals("/metrics");
    return !isOfFleet && !isChange(request);
  }

  private static boolean isChange(Context request) {
    return !Set.of("GET", "HEAD").contains(request.req().getMethod());
  }

  private void requireOwnHost(Context request) {
    String host = name(Optional.ofNullable(request.header("Host")).orElse(""));
    boolean isOwn =
        LOOPBACK.contains(host) || host.equals(name(bound.toString())) || token.isPresent();
    if (!isOwn) {
      throw ApiException.forbidden(
          "This host is not called %s: open %s, or set %s to serve other names"
              .formatted(host, bound.url(), AccessToken.VARIABLE));
    }
  }

  private static void requireOwnSite(Context request) {
    if ("cross-site".equals(request.header("Sec-Fetch-Site"))) {
      throw ApiException.forbidden("Another site's page asked for this: open Baton's own page");
    }
    String origin = request.header("Origin");
    if (origin != null && !authority(origin).equalsIgnoreCase(request.header("Host"))) {
      throw ApiException.forbidden(
          "A page of %s asked for this: open Baton's own page; a proxy before it must pass on the header Host"
              .formatted(origin));
    }
  }

  private static void requireJson(Context request) {
    String type = Optional.ofNullable(request.contentType()).orElse("");
    if (!type.split(";")[0].strip().equalsIgnoreCase("application/json")) {
      throw ApiException.unsupported(
          "A request that changes something is JSON: send it with Content-Type: application/json");
    }
  }

  private void requireToken(Context request) {
    boolean isKnown =
        token.isEmpty()
            || bearer(request).filter(token.get()::isSame).isPresent()
            || Optional.ofNullable(request.cookie(COOKIE))
                .filter(token.get()::isCookie)
                .isPresent();
    if (!isKnown) {
      throw ApiException.unauthorized(
          "A token is needed: send Authorization: Bearer TOKEN, the one that the scheduler has in %s"
              .formatted(AccessToken.VARIABLE));
    }
  }

  /**
   * Lets a browser in that knows the token.
   *
   * @throws ApiException when it does not
   */
  void openSession(Context request, String given) {
    if (token.isPresent() && !token.get().isSame(given)) {
      throw ApiException.unauthorized(
          "That is not the token: it is what the scheduler has in " + AccessToken.VARIABLE);
    }
    token.ifPresent(
        own -> {
          boolean isEncrypted =
              Optional.ofNullable(request.header("Origin"))
                  .filter(origin -> origin.startsWith("https://"))
                  .isPresent();
          request.header(
              "Set-Cookie",
              "%s=%s; Path=/; HttpOnly; SameSite=Strict%s"
                  .formatted(COOKIE, own.cookie(), isEncrypted ? "; Secure" : ""));
        });
    request.status(204);
  }

  private static Optional<String> bearer(Context request) {
    return Optional.ofNullable(request.header("Authorization"))
        .filter(value -> value.startsWith(BEARER))
        .map(value -> value.substring(BEARER.length()).strip());
  }

  /** Without the port. */
  private static String name(String hostAndPort) {
    return hostAndPort.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
  }

  private static String authority(String origin) {
    try {
      return Optional.ofNullable(URI.create(origin).getAuthority()).orElse("");
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
