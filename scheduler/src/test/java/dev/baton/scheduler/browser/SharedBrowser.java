package dev.baton.scheduler.browser;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** One browser for all test classes of a run: its start takes seconds. It ends with the run. */
public final class SharedBrowser implements BeforeAllCallback {
  private static final Namespace NAMESPACE = Namespace.create(SharedBrowser.class);

  private Chromium chromium;

  /** Skips the test class where no Chromium is installed. */
  @Override
  public void beforeAll(ExtensionContext context) {
    chromium =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(Chromium.class, key -> Chromium.start(), Chromium.class);
  }

  public Chromium chromium() {
    return chromium;
  }
}
