package dev.baton.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobLinesTest {
  private static final String TIME = "2026-01-02T03:04:05.678 INFO  d.b.w.a.Attempt ";
  private final JobLines lines = new JobLines("exp1");

  @Test
  void picksLinesThatNameTheJobAndNoOther() {
    assertThat(lines.isAbout(TIME + "job=exp1, attempt=ab Finished epoch 1")).isTrue();
    assertThat(lines.isAbout(TIME + "Published command: job=exp1 command=2")).isTrue();
    assertThat(lines.isAbout(TIME + "Told workers: YieldAttempt[job=exp1]")).isTrue();
    assertThat(lines.isAbout(TIME + "Command 3 of exp1: DONE")).isTrue();
    assertThat(lines.isAbout(TIME + "job=exp1")).isTrue();
    assertThat(lines.isAbout(TIME + "job=exp12, attempt=ab Finished epoch 1")).isFalse();
    assertThat(lines.isAbout(TIME + "job=exp1.b command=2")).isFalse();
    assertThat(lines.isAbout(TIME + "Worker ready")).isFalse();
  }

  @Test
  void takesTheStackTraceThatFollowsSuchALine() {
    assertThat(lines.isAbout(TIME + "job=exp1, attempt=ab Cannot commit")).isTrue();
    assertThat(lines.isAbout("java.io.IOException: no route to host")).isTrue();
    assertThat(lines.isAbout("\tat dev.baton.Thing")).isTrue();
    assertThat(lines.isAbout("--- 2026-01-02T03:04:06Z starting worker-1")).isFalse();
    assertThat(lines.isAbout("Worker ready: worker-1")).isFalse();
  }
}
