package dev.baton.common.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.checkpoint.Sha256;
import dev.baton.common.messages.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * What a pushed data set consists of. Its object is written when everything it names is there, so
 * whoever can read it can fetch the set.
 *
 * @param digest of the data set, as its index has it
 * @param classes number of classes
 * @param trainImages images to train on
 * @param valImages images to validate on
 * @param objects annotated objects of both
 * @param files in all shards
 * @param unpackedBytes that these files take
 * @param shards in the order in which they were made
 */
public record DatasetManifest(
    String digest,
    int classes,
    int trainImages,
    int valImages,
    long objects,
    int files,
    long unpackedBytes,
    List<Shard> shards,
    Instant pushedAt) {

  private static final int VERSION = 1;
  private static final String CHECKSUM = "sha256";

  public DatasetManifest {
    shards = List.copyOf(shards);
  }

  /**
   * A tar archive with some of the files.
   *
   * @param sha256 of the archive, which also names its object
   * @param sizeBytes of the archive
   * @param files in it
   */
  public record Shard(String sha256, long sizeBytes, int files) {
    public Shard {
      if (!sha256.matches("[0-9a-f]{64}")) { // it becomes a part of keys and of paths
        throw new IllegalArgumentException("\"%s\" is no SHA-256".formatted(sha256));
      }
    }
  }

  /** Size of all shards, which is what the set takes up in the store. */
  public long packedBytes() {
    return shards.stream().mapToLong(Shard::sizeBytes).sum();
  }

  byte[] encode() {
    ObjectNode json = Json.MAPPER.createObjectNode().put("version", VERSION);
    json.setAll((ObjectNode) Json.MAPPER.valueToTree(this));
    return json.put(CHECKSUM, checksum(json)).toString().getBytes(UTF_8);
  }

  /**
   * @throws IOException when it is damaged or of a version that is not known here
   */
  static DatasetManifest decode(byte[] bytes, String key) throws IOException {
    try {
      if (!(Json.MAPPER.readTree(bytes) instanceof ObjectNode fields)) {
        throw new IOException("it is no JSON object");
      }
      JsonNode checksum = fields.remove(CHECKSUM);
      if (checksum == null || !checksum.asText().equals(checksum(fields))) {
        throw new IOException("its SHA-256 is not the one it carries");
      }
      int version = fields.path("version").asInt();
      if (version != VERSION) {
        throw new IOException(
            "it has version %d, this release reads %d: upgrade it".formatted(version, VERSION));
      }
      return Json.MAPPER.treeToValue(fields, DatasetManifest.class);
    } catch (IOException e) {
      throw new IOException(
          "Cannot read the data set's manifest %s: %s. If it is damaged, push the set again (baton data push DATA --repair)"
              .formatted(key, e.getMessage()),
          e);
    }
  }

  private static String checksum(JsonNode fields) {
    return Sha256.hex(Json.canonical(fields).getBytes(UTF_8));
  }
}
