package dev.baton.common.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * How Kafka is reached: its bootstrap servers, and whatever its clients need besides (SASL, TLS) as
 * the ordinary settings of Kafka's clients.
 *
 * <p>Each method returns a map of its own that the caller may add to. Keys are strings, values
 * bytes.
 *
 * @param bootstrap {@code HOST:PORT}, several separated by commas
 * @param extra settings for every client, by their names in Kafka
 */
public record KafkaConnection(String bootstrap, Map<String, String> extra) {
  /** Names a properties file with settings for every client, for example {@code sasl.*}. */
  public static final String PROPERTIES_VARIABLE = "BATON_KAFKA_PROPERTIES";

  private static final Pattern SERVER = Pattern.compile("[^\\s,:/]+:\\d{1,5}");

  public KafkaConnection {
    for (String server : bootstrap.split(",", -1)) {
      // IPv6 addresses are written in brackets, as in [::1]:9092.
      String host = server.strip().replaceFirst("^\\[[0-9a-fA-F:]+]", "ip");
      if (!SERVER.matcher(host).matches()) {
        throw new IllegalArgumentException(
            "Kafka's address \"%s\" cannot be used: give HOST:PORT, several separated by commas, for example localhost:9092"
                .formatted(bootstrap));
      }
    }
    extra = Map.copyOf(extra);
  }

  /**
   * @param bootstrap {@code HOST:PORT}, several separated by commas
   * @throws IllegalArgumentException when {@code bootstrap} has another form
   */
  public static KafkaConnection of(String bootstrap) {
    return new KafkaConnection(bootstrap, Map.of());
  }

  /**
   * As {@link #of(String)}, with the settings of the file that {@link #PROPERTIES_VARIABLE} names.
   *
   * @param environment usually {@code System.getenv()}
   * @throws IllegalArgumentException when the file cannot be read
   */
  public static KafkaConnection of(String bootstrap, Map<String, String> environment) {
    String file = environment.getOrDefault(PROPERTIES_VARIABLE, "");
    return file.isBlank()
        ? of(bootstrap)
        : new KafkaConnection(bootstrap, readProperties(Path.of(file)));
  }

  /** Settings of an {@code Admin} that gives up after 15 s. */
  public Map<String, Object> admin() {
    Map<String, Object> settings = settings();
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
    return settings;
  }

  /**
   * Settings of an idempotent producer that waits for all replicas, and never for more records to
   * send.
   */
  public Map<String, Object> producer() {
    Map<String, Object> settings = settings();
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    return settings;
  }

  /**
   * Settings of a producer that writes in transactions. Its first {@code initTransactions} ends
   * those of every older producer with this id.
   */
  public Map<String, Object> transactionalProducer(String transactionalId) {
    Map<String, Object> settings = producer();
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    return settings;
  }

  /**
   * Settings of a consumer that sees what is committed, from the beginning when it has no place
   * yet, and keeps its place only where it is told to.
   */
  public Map<String, Object> consumer() {
    Map<String, Object> settings = settings();
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return settings;
  }

  /**
   * Settings of a share consumer that holds one record at a time and acknowledges it explicitly.
   * Isolation, record lock and place are settings of the group: {@link TopicSetup}.
   */
  public Map<String, Object> shareConsumer(String group) {
    Map<String, Object> settings = settings();
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    settings.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    // By default a member takes a whole batch of records, and the others starve.
    settings.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    return settings;
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>(extra);
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    return settings;
  }

  private static Map<String, String> readProperties(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Cannot read %s, which %s names: give a properties file with settings of Kafka's clients"
              .formatted(file, PROPERTIES_VARIABLE),
          e);
    }
    Map<String, String> settings = new HashMap<>();
    properties.stringPropertyNames().forEach(n -> settings.put(n, properties.getProperty(n)));
    return settings;
  }

  /** The address only: the other settings hold secrets. */
  @Override
  public String toString() {
    return bootstrap;
  }
}
