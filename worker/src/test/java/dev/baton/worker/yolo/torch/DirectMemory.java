package dev.baton.worker.yolo.torch;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;

/** Makes a garbage collection happen where a test wants one. */
public final class DirectMemory {
  private static final int TAKEN_AGAIN = 1000;

  private DirectMemory() {}

  /** Collects until unreachable direct buffers have been freed, then takes their memory again. */
  public static void collectAndReuse() {
    BufferPoolMXBean direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();
    ByteBuffer.allocateDirect(Float.BYTES); // unreachable from here on
    long before = direct.getCount();
    while (direct.getCount() >= before) {
      System.gc();
    }
    for (int i = 0; i < TAKEN_AGAIN; i++) {
      ByteBuffer.allocateDirect(Float.BYTES);
    }
  }
}
