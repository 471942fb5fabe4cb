package dev.baton.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaConnectionTest {
  @TempDir Path folder;

  @Test
  void passesTheSettingsOfTheFileToEveryClientAndShowsThemToNobody() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("client.properties"),
            "security.protocol=SASL_SSL\nsasl.jaas.config=secret\nbootstrap.servers=other:1\n");
    KafkaConnection connection =
        KafkaConnection.of(
            "kafka:9092", Map.of(KafkaConnection.PROPERTIES_VARIABLE, file.toString()));
    for (Map<String, Object> settings :
        List.of(
            connection.admin(),
            connection.producer(),
            connection.consumer(),
            connection.shareConsumer("g"))) {
      assertThat(settings)
          .containsEntry("security.protocol", "SASL_SSL")
          .containsEntry("sasl.jaas.config", "secret")
          .containsEntry("bootstrap.servers", "kafka:9092");
    }
    assertThat(connection).hasToString("kafka:9092");
  }

  @Test
  void keepsToWhatBatonReliesOnWhateverTheFileSays() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("client.properties"), "enable.auto.commit=true\nmax.poll.records=500\n");
    KafkaConnection connection =
        KafkaConnection.of(
            "kafka:9092", Map.of(KafkaConnection.PROPERTIES_VARIABLE, file.toString()));
    assertThat(connection.consumer()).containsEntry("enable.auto.commit", false);
    assertThat(connection.shareConsumer("g")).containsEntry("max.poll.records", 1);
  }

  @Test
  void takesOneOrSeveralAddressesAndRefusesOtherForms() {
    assertThat(KafkaConnection.of("a:9092,b:9092").bootstrap()).isEqualTo("a:9092,b:9092");
    assertThat(KafkaConnection.of("[::1]:9092").bootstrap()).isEqualTo("[::1]:9092");
    for (String wrong : new String[] {"", "kafka", "kafka:", "http://kafka:9092", "a:9092,"}) {
      assertThatThrownBy(() -> KafkaConnection.of(wrong))
          .hasMessageContaining("\"%s\"".formatted(wrong))
          .hasMessageContaining("HOST:PORT");
    }
  }

  @Test
  void namesThePropertiesFileThatItCannotRead() {
    assertThatThrownBy(
            () ->
                KafkaConnection.of("kafka:9092", Map.of("BATON_KAFKA_PROPERTIES", "/no/such/file")))
        .hasMessageContaining("/no/such/file")
        .hasMessageContaining("BATON_KAFKA_PROPERTIES");
  }
}
