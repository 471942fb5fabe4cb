package dev.baton.worker.yolo.torch;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.baton.common.process.ProcessLife;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a process end while libtorch computes. HotSpot waits 300 ms for threads in native code and
 * then calls {@code exit(3)}, which runs the destructors of all libraries: a thread that is in the
 * middle of a step would go on with what they have freed, and the process end by SIGSEGV, with a
 * crash report in the user's folder.
 */
final class LibraryDestructors {
  private static final Logger LOG = LoggerFactory.getLogger(LibraryDestructors.class);
  private static final AtomicBoolean IS_REGISTERED = new AtomicBoolean();

  private LibraryDestructors() {}

  /** However this process ends from now on, no library's destructors run. */
  static void skipAtEnd() {
    if (IS_REGISTERED.compareAndSet(false, true)) {
      ProcessLife.atEveryEnd(LibraryDestructors::skip);
    }
  }

  /**
   * Has {@code exit(3)} call {@code _exit(status)} first of all. First is what was registered last,
   * so this is for the very end, when the libraries have made everything that has a destructor.
   */
  static void skip() {
    try {
      NativeLibrary c = NativeLibrary.getProcess();
      c.getFunction("on_exit").invokeInt(new Object[] {c.getFunction("_exit"), Pointer.NULL});
    } catch (LinkageError e) { // on_exit is glibc's: elsewhere it is left to luck
      LOG.debug("Cannot skip the destructors of native libraries", e);
    }
  }
}
