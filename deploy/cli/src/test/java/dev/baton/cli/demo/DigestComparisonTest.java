package dev.baton.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.demo.DigestComparison.Difference;
import org.junit.jupiter.api.Test;

class DigestComparisonTest {
  @Test
  void namesTheFirstLineThatDiffers() {
    assertThat(DigestComparison.first("a 1\nb 2\nc 3\n", "a 1\nb 9\nc 9\n"))
        .contains(new Difference("b 2", "b 9"));
    assertThat(DigestComparison.first("a 1\nb 2\n", "a 1\n"))
        .contains(new Difference("b 2", "(no such line)"));
  }

  @Test
  void findsNothingInEqualTexts() {
    assertThat(DigestComparison.first("a 1\n", "a 1\n")).isEmpty();
  }
}
