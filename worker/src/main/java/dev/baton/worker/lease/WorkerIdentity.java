package dev.baton.worker.lease;

/** Who a worker is, for people and for the scheduler's count of workers. */
public record WorkerIdentity(
    String name, String pool, String device, String host, long pid, String version) {}
