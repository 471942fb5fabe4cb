package dev.baton.cli;

/** How the engine behaves in commands that compute in this process. */
public final class EngineSettings {
  private EngineSettings() {}

  /**
   * Keeps the engine from counting its start with its makers and from looking for downloads. To be
   * called before anything is computed.
   */
  public static void stayOffline() {
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.offline", "true");
  }
}
