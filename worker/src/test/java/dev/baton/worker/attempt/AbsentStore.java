package dev.baton.worker.attempt;

import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.PassingStore;
import java.io.IOException;

/** A store that can be taken away and brought back: meanwhile no call is answered. */
final class AbsentStore extends PassingStore {
  private volatile boolean isAway;

  AbsentStore(ObjectStore store) {
    super(store);
  }

  void leave() {
    isAway = true;
  }

  void comeBack() {
    isAway = false;
  }

  @Override
  protected ObjectStore reached() throws IOException {
    if (isAway) {
      throw new IOException("the store is away");
    }
    return super.reached();
  }
}
