package dev.baton.common.messages;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the scheduler knows of a job, on the compacted {@link Topics#JOBS}: the last one of a key
 * counts, a record without value means that the job was removed.
 *
 * @param status where the job is in its life
 * @param requestId of the request that started it
 * @param commandNumber number of the newest command, 0 before the first
 * @param throughEpoch what the newest command trains to
 * @param isCommandOpen whether the newest command may still be taken or running
 * @param epoch epochs finished in the newest checkpoint
 * @param step steps of the running epoch in the newest checkpoint
 * @param worker of the newest attempt, empty before the first
 * @param attemptId of the newest attempt, empty before the first
 * @param token fencing token of the newest attempt, −1 before the first
 * @param attempts attempts started so far
 * @param silences how often in a row the newest attempt went silent; doubles the patience
 * @param yieldedCommand the command that was last asked to yield
 * @param metrics of the newest finished epoch
 * @param stateDigest of the newest checkpoint, empty before the first
 * @param why what ended a failed job, or holds a running one up
 * @param branch its newest branch; empty as long as that is the one it began with
 * @param statusSince when {@code status} changed last
 * @param unknown fields of a newer version, carried along untouched
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record JobState(
    String job,
    Status status,
    JobSpec spec,
    String specDigest,
    String requestId,
    int commandNumber,
    int throughEpoch,
    boolean isCommandOpen,
    int epoch,
    int step,
    String worker,
    String attemptId,
    long token,
    int attempts,
    int silences,
    int yieldedCommand,
    Map<String, Double> metrics,
    String stateDigest,
    Optional<String> why,
    Optional<Branch> branch,
    Instant submittedAt,
    Instant statusSince,
    Instant publishedAt,
    Instant heardAt,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknown)
    implements Message {

  /** A branch's life: QUEUED and RUNNING alternate, PAUSED on request, then one of the ends. */
  public enum Status {
    QUEUED,
    RUNNING,
    PAUSED,
    FINISHED,
    FAILED,
    CANCELLED;

    /** Whether nothing more happens to such a job unless somebody asks for a new branch. */
    public boolean isEnd() {
      return this == FINISHED || this == FAILED || this == CANCELLED;
    }
  }

  public JobState {
    why = why == null ? Optional.empty() : why;
    branch = branch == null ? Optional.empty() : branch;
    unknown = new TreeMap<>(unknown == null ? Map.of() : unknown);
  }

  /** Number of its newest branch, 0 for the one it began with. */
  public int branchNumber() {
    return Branch.number(branch);
  }
}
