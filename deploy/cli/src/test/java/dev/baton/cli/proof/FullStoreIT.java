package dev.baton.cli.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.jobs.RequestChannel;
import dev.baton.cli.local.TemporaryFleet;
import dev.baton.cli.proof.StoreProxy.Mood;
import dev.baton.common.kafka.KafkaConnection;
import dev.baton.common.kafka.TopicTail;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.AttemptHeldUp;
import dev.baton.common.messages.JobState;
import dev.baton.common.messages.Message;
import dev.baton.common.messages.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real processes whose store has no room left, until somebody makes some. */
class FullStoreIT {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  private static TemporaryFleet own;
  private static StoreProxy proxy;
  private static KafkaConnection kafka;

  private final DrillPlan plan = DrillPlan.tiny(4);
  private final List<String> told = new ArrayList<>();
  private boolean isFilled;

  @BeforeAll
  static void startFleet() throws Exception {
    own = TemporaryFleet.open("full-store", 2, line -> {});
    proxy = new StoreProxy(own.fleet().storePort());
    own.fleet().leadToStoreThrough(proxy.endpoint());
    own.fleet().start();
    kafka = own.fleet().connection().kafka();
  }

  @AfterAll
  static void stop() throws IOException {
    try (TemporaryFleet fleet = own;
        StoreProxy before = proxy) {
      assertThat(before).isNotNull();
      assertThat(fleet).isNotNull();
    }
  }

  @Test
  void trainingWaitsSaysSoEverywhereAndEndsWithTheSameBitsOnceThereIsRoom() throws Exception {
    plan.fields().put("max_unsaved", "1s");
    String unbroken = digest("unbroken", message -> {});
    String held = digest("held", this::fillThenMakeRoom);
    assertThat(told).first().asString().startsWith("the store is full: free space with baton rm");
    assertThat(told).anyMatch(FullStoreIT::saysThatTrainingWaits);
    assertThat(held).isEqualTo(unbroken);
  }

  private void fillThenMakeRoom(Message message) {
    if (message instanceof Event.FirstStepDone && !isFilled) {
      isFilled = true;
      proxy.become(Mood.FULL);
    }
    if (message instanceof AttemptHeldUp heldUp) {
      told.add(heldUp.why());
      if (saysThatTrainingWaits(heldUp.why())) {
        awaitShown(heldUp);
        proxy.become(Mood.CLEAR);
      }
    }
  }

  private static boolean saysThatTrainingWaits(String why) {
    return why.startsWith("training waits, since the store is full: free space with");
  }

  /** In the state of the job, as {@code baton jobs} and the page show it. */
  private static void awaitShown(AttemptHeldUp heldUp) {
    try (TopicTail<JobState> states = TopicTail.fromBeginning(kafka, Topics.JOBS, JobState.class)) {
      boolean isShown = false;
      for (long begin = System.nanoTime(); !isShown; ) {
        requirePatience(begin, "the job to say why it waits");
        isShown =
            states.poll(Duration.ofMillis(50)).stream()
                .flatMap(entry -> entry.message().stream())
                .filter(state -> state.job().equals(heldUp.job()))
                .anyMatch(state -> state.why().equals(Optional.of(heldUp.why())));
      }
    }
  }

  /** Trains under this name to the end. */
  private String digest(String job, Consumer<Message> listener) {
    try (JobObserver observer = new JobObserver(kafka, job)) {
      new RequestChannel(kafka).require(plan.request(job));
      for (long begin = System.nanoTime(); ; ) {
        requirePatience(begin, "the end of job " + job);
        for (Message message : observer.poll(Duration.ofMillis(50))) {
          listener.accept(message);
          assertThat(message).isNotInstanceOf(Event.JobFailed.class);
          if (message instanceof Event.JobFinished finished) {
            return finished.stateDigest();
          }
        }
      }
    }
  }

  private static void requirePatience(long beginNanos, String what) {
    if (System.nanoTime() - beginNanos > LONGEST_WAIT.toNanos()) {
      throw new AssertionError("Waited %s for %s".formatted(LONGEST_WAIT, what));
    }
  }
}
