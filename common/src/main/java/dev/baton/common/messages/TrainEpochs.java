package dev.baton.common.messages;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;

/**
 * The work command: train {@code job} from its newest checkpoint until {@code throughEpoch} epochs
 * are finished. Published to {@link Topics#commands}; whoever takes it reads the job's log first,
 * so a duplicate or a late command does no harm.
 *
 * @param commandNumber counts a job's commands from 1; a higher one supersedes a lower one
 * @param fromEpoch epochs that were finished when the command was published; for people
 * @param throughEpoch epochs that are finished when the command is done, inclusive
 * @param spec everything that training needs to know
 * @param specDigest {@link SpecDigest} of {@code spec}; the job's log pins it
 * @param branch what the command is a part of; empty for the branch that the job began with
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record TrainEpochs(
    String job,
    int commandNumber,
    int fromEpoch,
    int throughEpoch,
    JobSpec spec,
    String specDigest,
    Optional<Branch> branch,
    Instant at)
    implements Message {

  public TrainEpochs {
    branch = branch == null ? Optional.empty() : branch;
  }
}
