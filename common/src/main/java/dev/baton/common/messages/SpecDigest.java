package dev.baton.common.messages;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.checkpoint.Sha256;
import java.util.Set;

/**
 * Identity of what a job trains: SHA-256 of the canonical JSON of those fields of a {@link JobSpec}
 * that can change a bit of the result. Where the data lie and who trains when are not among them;
 * the data have a digest of their own.
 */
public final class SpecDigest {
  private static final Set<String> WITHOUT_INFLUENCE =
      Set.of(
          "data",
          "workers",
          "save_period",
          "checkpoint_every",
          "max_unsaved",
          "max_size",
          "epochs_per_command",
          "pool",
          "priority",
          "owner",
          "numerics",
          "notify_url");

  private SpecDigest() {}

  public static String of(JobSpec spec) {
    ObjectNode tree = Json.MAPPER.valueToTree(spec);
    tree.remove(WITHOUT_INFLUENCE);
    return Sha256.hex(Json.canonical(tree).getBytes(UTF_8));
  }
}
