package dev.baton.common.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.messages.AsyncApiDocument.Channel.Sender;
import java.util.List;
import java.util.Map;

/**
 * The AsyncAPI 3.0 document: which messages are on which topic, and who sends them. Schemas lie
 * beside it, one file a message.
 */
final class AsyncApiDocument {

  /**
   * A topic.
   *
   * @param name in the document
   * @param key field that the records' keys are; of a message without it, the worker
   * @param family of its messages
   */
  record Channel(
      String name,
      String address,
      Class<? extends Message> family,
      String key,
      String description,
      Sender sender) {

    /** Who writes to the topic, as the scheduler sees it. */
    enum Sender {
      /** People and programs; the scheduler reads. */
      OTHERS,
      /** The scheduler, and for events the workers too. */
      BATON
    }
  }

  static final List<Channel> CHANNELS =
      List.of(
          new Channel(
              "requests",
              Topics.REQUESTS,
              Request.class,
              "job",
              "What people ask for. Kept for 7 days.",
              Sender.OTHERS),
          new Channel(
              "commands",
              Topics.commands("{pool}"),
              TrainEpochs.class,
              "job",
              "Work for the workers of a pool, which read it as the share group baton.workers.{pool}. Kept for 7 days.",
              Sender.BATON),
          new Channel(
              "control",
              Topics.CONTROL,
              Control.class,
              "job",
              "Hints to running attempts and orders to workers; no result depends on their arrival. Kept for an hour.",
              Sender.BATON),
          new Channel(
              "events",
              Topics.EVENTS,
              Event.class,
              "job",
              "Facts from the scheduler and the workers, at least once, in order for each sender. Kept for 30 days.",
              Sender.BATON),
          new Channel(
              "progress",
              Topics.PROGRESS,
              Progress.class,
              "worker",
              "How it goes; some records may be lost. Kept for a day.",
              Sender.BATON),
          new Channel(
              "jobs",
              Topics.JOBS,
              JobState.class,
              "job",
              "The state of each job; compacted. A record without value: the job was removed.",
              Sender.BATON));

  private AsyncApiDocument() {}

  /**
   * Makes the document.
   *
   * @param schemas by message type; their titles and descriptions are repeated
   */
  static ObjectNode of(Map<String, ObjectNode> schemas) {
    ObjectNode document = Json.MAPPER.createObjectNode().put("asyncapi", "3.0.0");
    document
        .putObject("info")
        .put("title", "Baton")
        .put("version", String.valueOf(MessageCodec.VERSION))
        .put(
            "description",
            "What crosses Kafka in a Baton fleet: JSON in UTF-8, one message a record. Readers of commands, control, events and jobs should read committed records only.")
        .putObject("license")
        .put("name", "Apache-2.0");
    document.put("defaultContentType", "application/json");
    document
        .putObject("servers")
        .putObject("local")
        .put("host", "127.0.0.1:19092")
        .put("protocol", "kafka")
        .put("description", "The broker of ./baton up.");
    ObjectNode channels = document.putObject("channels");
    ObjectNode operations = document.putObject("operations");
    for (Channel channel : CHANNELS) {
      channels.set(channel.name(), describe(channel));
      operations.set(
          (channel.sender() == Sender.OTHERS ? "read" : "write") + capitalized(channel.name()),
          operation(channel));
    }
    ObjectNode messages = document.putObject("components").putObject("messages");
    for (Channel channel : CHANNELS) {
      MessageCodec.leaves(channel.family())
          .map(MessageCodec::typeName)
          .forEach(type -> messages.set(type, message(type, channel, schemas.get(type))));
    }
    return document;
  }

  private static ObjectNode describe(Channel channel) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("address", channel.address()).put("description", channel.description());
    if (channel.address().contains("{pool}")) {
      node.putObject("parameters")
          .putObject("pool")
          .put("description", "Name of the pool.")
          .put("default", "default");
    }
    ObjectNode messages = node.putObject("messages");
    MessageCodec.leaves(channel.family())
        .map(MessageCodec::typeName)
        .forEach(type -> messages.putObject(type).put("$ref", "#/components/messages/" + type));
    node.putObject("bindings").putObject("kafka").put("partitions", 1);
    return node;
  }

  private static ObjectNode operation(Channel channel) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("action", channel.sender() == Sender.OTHERS ? "receive" : "send");
    node.putObject("channel").put("$ref", "#/channels/" + channel.name());
    return node;
  }

  private static ObjectNode message(String type, Channel channel, JsonNode schema) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("name", type).set("summary", schema.get("description"));
    ObjectNode payload = node.putObject("payload");
    payload.put("schemaFormat", "application/schema+json;version=draft-2020-12");
    payload.putObject("schema").put("$ref", "./" + type + ".json");
    node.putObject("bindings")
        .putObject("kafka")
        .putObject("key")
        .put("type", "string")
        .put(
            "description",
            "Name of the %s."
                .formatted(
                    schema.at("/properties/" + channel.key()).isMissingNode()
                        ? "worker"
                        : channel.key()));
    return node;
  }

  private static String capitalized(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
