package dev.baton.worker.attempt;

import dev.baton.common.dataset.DatasetReference;
import dev.baton.common.dataset.DatasetReference.Pinned;
import dev.baton.common.dataset.DatasetUnavailableException;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.worker.attempt.TrainerException.Kind;
import dev.baton.worker.cache.DatasetCache;
import dev.baton.worker.cache.Interest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an attempt trains on: a path that this machine is expected to see, or a pushed data set,
 * which is brought into the cache of this machine.
 */
final class TrainingData {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingData.class);

  private final AttemptContext context;
  private final ObjectStore store;
  private final JobSpec spec;

  TrainingData(AttemptContext context, ObjectStore store) {
    this.context = context;
    this.store = store;
    this.spec = context.command().spec();
  }

  /** The digest that the request itself names. */
  Optional<String> digest() {
    return pinned().map(Pinned::digest);
  }

  /**
   * The job's spec with its data at a path of this machine; nothing when the attempt was told to
   * stop meanwhile.
   *
   * @throws TrainerException {@code DATA_NOT_VISIBLE} when the data cannot be brought here
   * @throws IOException when the store does not answer
   */
  Optional<JobSpec> bring() throws IOException {
    Optional<Pinned> pinned = pinned();
    if (pinned.isEmpty()) {
      context.surroundings().datasets().ifPresent(DatasetCache::release);
      return Optional.of(spec);
    }
    DatasetCache cache =
        context
            .surroundings()
            .datasets()
            .orElseThrow(
                () ->
                    new TrainerException(
                        Kind.DATA_NOT_VISIBLE, "this worker has no cache for pushed data sets"));
    try {
      Optional<Path> dataYaml = cache.use(store, pinned.get(), new AttemptsInterest());
      return dataYaml.map(path -> spec.withData(path.toString()));
    } catch (DatasetUnavailableException e) {
      throw new TrainerException(Kind.DATA_NOT_VISIBLE, e.getMessage(), e);
    }
  }

  /**
   * A refusal as it is meant: data that are at fault only in this machine's copy do not fail the
   * job, since they are fetched again.
   */
  TrainerException judged(TrainerException refusal) {
    Optional<DatasetCache> cache = context.surroundings().datasets();
    if (refusal.kind() != Kind.BAD_INPUT || pinned().isEmpty() || cache.isEmpty()) {
      return refusal;
    }
    List<String> damaged;
    try {
      damaged = cache.get().findDamaged(store);
    } catch (IOException e) {
      LOG.warn("Cannot look through this machine's copy of the data set", e);
      return refusal;
    }
    return damaged.isEmpty()
        ? refusal
        : new TrainerException(
            Kind.TRANSIENT,
            "this machine's copy of the data set was damaged (%d files, the first is %s) and is fetched again"
                .formatted(damaged.size(), damaged.getFirst()),
            refusal);
  }

  private Optional<Pinned> pinned() {
    try {
      return DatasetReference.of(spec.data())
          .map(
              reference ->
                  switch (reference) {
                    case Pinned pinned -> pinned;
                    case DatasetReference.Named name ->
                        throw new IllegalArgumentException(
                            "%s is a name, which may change its data".formatted(name));
                  });
    } catch (IllegalArgumentException e) {
      throw new TrainerException(
          Kind.BAD_INPUT,
          "data: %s; submit the job again with the set's digest".formatted(e.getMessage()),
          e);
    }
  }

  private final class AttemptsInterest implements Interest {
    @Override
    public boolean isWanted() {
      return context.signals().stopReason().isEmpty();
    }

    @Override
    public void heldUp(String why) {
      LOG.info("Waiting: {}", why);
      context.reportHeldUp(context.savedPosition(), why);
    }

    @Override
    public void shardArrived() {
      context.pass(CrashPoint.AFTER_SHARD);
    }
  }
}
