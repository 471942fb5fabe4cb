package dev.baton.scheduler.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.messages.JobSpec;
import dev.baton.common.messages.Json;
import dev.baton.common.messages.Request;
import dev.baton.common.messages.RequestReader;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * The {@code baton train} line that asks for the same job. What a job has by default is left out;
 * files that were sent along stand under names that they may be saved by.
 */
public final class TrainCommandLine {
  private static final Map<String, String> RENAMED = Map.of("imgsz", "img", "plots", "noplots");
  private static final Map<String, String> CURVES =
      Map.of("cos", "--cos-lr", "flat-cos", "--flat-cos-lr", "fixed", "--fixed-lr");

  /** Always said, since a job without them is hard to tell from another. */
  private static final Set<String> ALWAYS = Set.of("cfg", "data", "epochs", "owner");

  private TrainCommandLine() {}

  /**
   * @param spec of a job of any task
   */
  public static String of(String job, JobSpec spec) {
    JsonNode given = request(job, spec);
    JsonNode usual = request(job, RequestReader.usual(spec.task()));
    List<String> words = new ArrayList<>(List.of("baton", "train", "--name", job));
    given
        .properties()
        .forEach(
            field -> {
              boolean isUsual = field.getValue().equals(usual.get(field.getKey()));
              if (!isUsual || ALWAYS.contains(field.getKey())) {
                words.addAll(words(field.getKey(), field.getValue()));
              }
            });
    return String.join(" ", words.stream().map(TrainCommandLine::quoted).toList());
  }

  private static List<String> words(String field, JsonNode value) {
    String option = "--" + RENAMED.getOrDefault(field, field.replace('_', '-'));
    return switch (field) {
      case "cfg" -> List.of(option, value.asText().contains("\n") ? "model.yaml" : value.asText());
      case "notify_url" -> List.of(option, withoutSecrets(value.asText()));
      case "hyp" -> List.of(option, "hyp.yaml");
      case "lr_schedule" -> List.of(CURVES.getOrDefault(value.asText(), "--cos-lr"));
      case "freeze" -> {
        List<String> words = new ArrayList<>(List.of(option));
        StreamSupport.stream(value.spliterator(), false).forEach(n -> words.add(n.asText()));
        yield words;
      }
      default -> value.isBoolean() ? List.of(option) : List.of(option, value.asText());
    };
  }

  /** The fields of the request, without those that every request has. */
  private static ObjectNode request(String job, JobSpec spec) {
    try {
      byte[] json = RequestReader.write(new Request.Train(job, spec, ""));
      ObjectNode fields = (ObjectNode) Json.MAPPER.readTree(json);
      return fields.remove(List.of("version", "type", "job", "requestId"));
    } catch (IOException e) {
      throw new IllegalStateException("A request that was written can be read", e);
    }
  }

  /** Whoever knows the path of a webhook may use it: {@code https://host/...}. */
  static String withoutSecrets(String url) {
    try {
      URI uri = URI.create(url);
      return "%s://%s/...".formatted(uri.getScheme(), uri.getHost());
    } catch (IllegalArgumentException e) {
      return "...";
    }
  }

  /** For a shell. */
  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
