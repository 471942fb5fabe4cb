package dev.baton.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
@ResourceLock(Resources.SYSTEM_ERR)
class LogSetupTest {
  private static final String NAMED_FILE = "logback.configurationFile";

  private final LoggerContext context = new LoggerContext();
  private final Optional<String> usualFile = Optional.ofNullable(System.getProperty(NAMED_FILE));
  private final PrintStream usual = System.err;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @BeforeEach
  void setUpAsInAProcessOfItsOwn() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    System.clearProperty(NAMED_FILE);
  }

  @AfterEach
  void putBack() {
    System.setErr(usual);
    System.clearProperty("baton.log");
    System.clearProperty(NAMED_FILE);
    usualFile.ifPresent(file -> System.setProperty(NAMED_FILE, file));
  }

  @Test
  void writesWhatBatonDoesWithItsJobWhereItIsTold() throws Exception {
    configureToStandardError();
    context.getMDCAdapter().put("job", "exp");

    context.getLogger("dev.baton.worker.lease.CommandLoop").info("Took command {}", 3);
    context.getLogger("dev.baton.worker.lease.CommandLoop").debug("No story");

    assertThat(written.toString())
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  d\\.b\\.w\\.l\\.CommandLoop job=exp Took command 3\\R");
  }

  @Test
  void hearsOfOthersOnlyWarningsAndOfABrokerThatIsRestartedNothing() throws Exception {
    configureToStandardError();

    context.getLogger("org.apache.kafka.clients.producer.KafkaProducer").info("Instantiated");
    context.getLogger("org.apache.kafka.clients.NetworkClient").warn("Broker may be away");
    assertThat(written.toString()).isEmpty();

    context.getLogger("org.apache.kafka.clients.producer.KafkaProducer").warn("Slow");
    assertThat(written.toString()).contains("WARN").contains("Slow");
  }

  @Test
  void leavesItToAFileThatIsNamed(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("own.xml");
    Files.writeString(file, "<configuration><root level=\"ERROR\"/></configuration>");
    System.setProperty(NAMED_FILE, file.toString());

    new ContextInitializer(context).autoConfig();

    assertThat(context.getLogger("ROOT").getLevel()).isEqualTo(Level.ERROR);
    assertThat(context.getLogger("dev.baton").getLevel()).isNull();
  }

  private void configureToStandardError() throws Exception {
    System.setErr(new PrintStream(written, true));
    System.setProperty("baton.log", "System.err");
    new ContextInitializer(context).autoConfig();
  }
}
