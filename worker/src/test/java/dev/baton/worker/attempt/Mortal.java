package dev.baton.worker.attempt;

import dev.baton.common.messages.Event;
import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.process.Machine;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/**
 * A worker's process that dies at one place. From then on nothing that it does has an effect: each
 * of its threads unwinds as soon as it turns to the store, to its facts or to another place.
 */
final class Mortal {
  private volatile boolean isDead;

  /** Unwinds a thread of a dead process. */
  static final class Death extends Error {
    private static final long serialVersionUID = 1L;

    Death() {
      super("dead", null, false, false);
    }
  }

  boolean isDead() {
    return isDead;
  }

  /**
   * Surroundings in which it dies when it passes {@code place}, for example {@code after-pin:2}.
   */
  Surroundings dyingAt(String place) {
    CrashPoints armed =
        CrashPoints.armed(
            place,
            () -> {
              isDead = true;
              throw new Death();
            });
    return new Surroundings(
        Clock.systemUTC(),
        Machine.REAL,
        point -> {
          live();
          armed.pass(point);
        });
  }

  private void live() {
    if (isDead) {
      throw new Death();
    }
  }

  FactSink facts(FactSink facts) {
    return new FactSink() {
      @Override
      public void report(Event fact) {
        live();
        facts.report(fact);
      }

      @Override
      public boolean awaitStored(AttemptSignals signals) {
        live();
        return facts.awaitStored(signals);
      }
    };
  }

  ObjectStore store(ObjectStore store) {
    return new ObjectStore() {
      @Override
      public boolean createIfAbsent(String key, byte[] bytes) throws IOException {
        live();
        return store.createIfAbsent(key, bytes);
      }

      @Override
      public void upload(String key, Content content) throws IOException {
        live();
        store.upload(key, content);
      }

      @Override
      public byte[] read(String key) throws IOException {
        live();
        return store.read(key);
      }

      @Override
      public List<StoredObject> list(String prefix) throws IOException {
        live();
        return store.list(prefix);
      }

      @Override
      public void delete(String key) throws IOException {
        live();
        store.delete(key);
      }

      @Override
      public void close() {
        store.close();
      }
    };
  }
}
