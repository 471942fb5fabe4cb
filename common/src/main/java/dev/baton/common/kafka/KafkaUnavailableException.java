package dev.baton.common.kafka;

/** Kafka cannot be reached or does not allow what Baton needs; the message says what to do. */
public final class KafkaUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public KafkaUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
