package dev.baton.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.common.checkpoint.LogEntry.Outcome;
import dev.baton.common.messages.Event;
import dev.baton.common.messages.Event.AttemptEnded;
import dev.baton.common.messages.Event.EndReason;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.objectstore.DirectoryObjectStore;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.process.Machine;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryShortageTest {
  private static final JobSpec SPEC = TinyJobs.command("a", 1, TinyJobs.EPOCHS).spec();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0; 79.10 GiB total capacity)",
        "CUDA error: out of memory",
        "cuDNN error: CUDNN_STATUS_ALLOC_FAILED"
      })
  void aFullGpuIsToldByWhatLibtorchSays(String said) {
    assertThat(shortage(new IllegalStateException("step failed", new RuntimeException(said))))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .startsWith(
                        "the GPU has too little free memory for batch 8 at imgsz 640: lower")
                    .contains(said));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes",
        "std::bad_alloc"
      })
  void soIsAFullMachine(String said) {
    assertThat(shortage(new RuntimeException(said)))
        .hasValueSatisfying(why -> assertThat(why).startsWith("the machine has too little free"));
  }

  @Test
  void soIsFullJavaMemory() {
    assertThat(shortage(new OutOfMemoryError("Cannot reserve 9 bytes of direct buffer memory")))
        .hasValueSatisfying(why -> assertThat(why).contains("direct buffer", "larger -Xmx"));
  }

  @Test
  void anotherFailureIsNone() {
    assertThat(shortage(new RuntimeException("CUDA error: device-side assert triggered")))
        .isEmpty();
    assertThat(shortage(new RuntimeException())).isEmpty();
  }

  @Test
  void aWorkerWithoutMemoryHandsTheCommandBackAndSaysWhatToDo() throws Exception {
    KeptFacts facts = new KeptFacts();
    ObjectStore store = new DirectoryObjectStore(folder);
    CommandOutcome outcome = trainFailingWith(new OutOfMemoryError("no buffer"), store, facts);
    assertThat(outcome).isEqualTo(CommandOutcome.GAVE_UP);
    assertThat(TinyJobs.history(store, "a").closed()).isEmpty();
    assertThat(facts.of(AttemptEnded.class))
        .singleElement()
        .satisfies(
            ended -> {
              assertThat(ended.reason()).isEqualTo(EndReason.GAVE_UP);
              assertThat(ended.detail()).contains("no buffer", "lower workers or batch");
            });
  }

  @Test
  void aFaultInATrainersCodeFailsTheJobAtOnceWithItsCause() throws Exception {
    ObjectStore store = new DirectoryObjectStore(folder);
    trainFailingWith(new NoSuchMethodError("Gizmo.turn()"), store, new KeptFacts());
    assertThat(TinyJobs.history(store, "a").closed())
        .hasValueSatisfying(
            closed -> {
              assertThat(closed.outcome()).isEqualTo(Outcome.FAILED);
              assertThat(closed.why()).contains("NoSuchMethodError", "Gizmo.turn()");
            });
  }

  /** Else no broker would take the event. */
  @Test
  void ofALongFailureTheBeginIsTold() throws Exception {
    ObjectStore store = new DirectoryObjectStore(folder);
    KeptFacts facts = new KeptFacts();
    trainFailingWith(new NoSuchMethodError("turn".repeat(1_000_000)), store, facts);
    assertThat(facts.of(Event.JobFailed.class))
        .singleElement()
        .extracting(Event.JobFailed::why)
        .asString()
        .startsWith("the trainer failed: java.lang.NoSuchMethodError: turn")
        .hasSizeLessThan(5000);
  }

  private static CommandOutcome trainFailingWith(Error failure, ObjectStore store, FactSink facts) {
    Surroundings failing =
        new Surroundings(
            Clock.systemUTC(),
            Machine.REAL,
            point -> {
              if (point == CrashPoint.AFTER_STEP) {
                throw failure;
              }
            });
    return TinyJobs.worker("w1", store, facts, failing)
        .run(TinyJobs.command("a", 1, TinyJobs.EPOCHS), new AttemptSignals());
  }

  private static Optional<String> shortage(Throwable failure) {
    return MemoryShortage.in(failure, SPEC);
  }
}
