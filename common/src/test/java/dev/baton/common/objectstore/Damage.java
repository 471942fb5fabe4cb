package dev.baton.common.objectstore;

import dev.baton.common.objectstore.ObjectStore.Content;
import java.io.IOException;
import java.util.Arrays;

/** What can happen to an object on its disk. */
public enum Damage {
  FIRST_BIT_FLIPPED {
    @Override
    byte[] of(byte[] whole) {
      return flipped(whole, 0);
    }
  },
  MIDDLE_BIT_FLIPPED {
    @Override
    byte[] of(byte[] whole) {
      return flipped(whole, whole.length / 2);
    }
  },
  LAST_BIT_FLIPPED {
    @Override
    byte[] of(byte[] whole) {
      return flipped(whole, whole.length - 1);
    }
  },
  TRUNCATED {
    @Override
    byte[] of(byte[] whole) {
      return Arrays.copyOf(whole, whole.length / 2);
    }
  },
  EMPTIED {
    @Override
    byte[] of(byte[] whole) {
      return new byte[0];
    }
  },
  REMOVED {
    @Override
    byte[] of(byte[] whole) {
      return whole;
    }

    @Override
    public void apply(ObjectStore store, String key) throws IOException {
      store.delete(key);
    }
  };

  abstract byte[] of(byte[] whole);

  /** Does it to the object under {@code key}. */
  public void apply(ObjectStore store, String key) throws IOException {
    store.upload(key, Content.of(of(store.read(key))));
  }

  private static byte[] flipped(byte[] whole, int index) {
    byte[] flipped = whole.clone();
    flipped[index] ^= 1;
    return flipped;
  }
}
