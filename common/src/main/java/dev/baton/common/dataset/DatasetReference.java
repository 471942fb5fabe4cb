package dev.baton.common.dataset;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A data set of the store, as a request's {@code data} or a command names it: {@code
 * baton://sha256:HEX} is what never changes, {@code baton://bccd} a name that may be given to
 * another set.
 */
public sealed interface DatasetReference {
  /** Before every reference; any other {@code data} is a path. */
  String SCHEME = "baton://";

  /** A set by its digest: always the same images, annotations and classes. */
  record Pinned(String digest) implements DatasetReference {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    public Pinned {
      if (!DIGEST.matcher(digest).matches()) {
        throw new IllegalArgumentException(
            "\"%s\" is no digest of a data set: give all 64 digits after %s, as baton data list shows them"
                .formatted(digest, PREFIX));
      }
    }

    /** As it stands in a request. */
    @Override
    public String toString() {
      return SCHEME + PREFIX + digest;
    }
  }

  /** A set by a name, which points to one digest at a time. */
  record Named(String name) implements DatasetReference {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    public Named {
      if (!NAME.matcher(name).matches() || name.contains("..") || name.startsWith("sha256")) {
        throw new IllegalArgumentException(
            "\"%s\" cannot name a data set: use a-z 0-9 . _ -, at most 63, beginning with a letter or digit and not with sha256"
                .formatted(name));
      }
    }

    @Override
    public String toString() {
      return SCHEME + name;
    }
  }

  /** Before the digits of a digest. */
  String PREFIX = "sha256:";

  /**
   * What {@code data} refers to; empty when it is a path.
   *
   * @throws IllegalArgumentException when it begins like a reference and is none
   */
  static Optional<DatasetReference> of(String data) {
    return data.startsWith(SCHEME)
        ? Optional.of(parse(data.substring(SCHEME.length())))
        : Optional.empty();
  }

  /**
   * Reads a reference with or without its scheme, as commands take it.
   *
   * @throws IllegalArgumentException saying what a reference looks like
   */
  static DatasetReference parse(String text) {
    String reference = text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : text;
    return reference.startsWith(PREFIX)
        ? new Pinned(reference.substring(PREFIX.length()))
        : new Named(reference);
  }
}
