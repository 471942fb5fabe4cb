package dev.baton.common.messages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads a person's request field by field and collects every problem, so that one answer names all
 * of them. A field that was asked for is known; what nobody asked for is refused.
 */
final class RequestFields {
  /** Names that YOLOv9's users type elsewhere, without dashes, and what they are called here. */
  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "img", "imgsz",
          "imgsize", "imgsz",
          "imagesize", "imgsz",
          "batchsize", "batch",
          "name", "job",
          "model", "cfg",
          "lr0", "hyp",
          "coslr", "lr_schedule");

  private final JsonNode json;
  private final Set<String> asked = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  RequestFields(JsonNode json) {
    this.json = json;
  }

  String text(String name, String fallback) {
    return field(name)
        .map(
            value -> {
              if (value.isTextual() && !value.textValue().isBlank()) {
                return value.textValue();
              }
              problem(name, value, "give a text that is not empty");
              return fallback;
            })
        .orElse(fallback);
  }

  /** A text that others keep and show with each of their messages. */
  String text(String name, String fallback, int mostCharacters) {
    String value = text(name, fallback);
    if (value.length() <= mostCharacters) {
      return value;
    }
    problem(
        "%s has %d characters: give at most %d".formatted(name, value.length(), mostCharacters));
    return fallback;
  }

  String requiredText(String name, String example) {
    if (!json.has(name)) {
      asked.add(name);
      problems.add("%s is missing: add for example \"%s\":\"%s\"".formatted(name, name, example));
      return "";
    }
    return text(name, "");
  }

  /**
   * A text that {@code read} turns into a value; its {@link IllegalArgumentException} says why not.
   */
  <T> T parsed(String name, T fallback, Function<String, T> read) {
    return field(name)
        .map(
            value -> {
              if (!value.isValueNode()) {
                problem(name, value, "give a text");
                return fallback;
              }
              try {
                return read.apply(value.asText());
              } catch (IllegalArgumentException e) {
                problems.add("%s: %s".formatted(name, e.getMessage()));
                return fallback;
              }
            })
        .orElse(fallback);
  }

  String oneOf(String name, String fallback, List<String> allowed) {
    String value = text(name, fallback);
    if (!allowed.contains(value)) {
      problems.add(
          "%s \"%s\" is unknown: use one of %s%s"
              .formatted(
                  name, value, String.join(", ", allowed), DidYouMean.suffix(value, allowed)));
    }
    return value;
  }

  Optional<String> optionalText(String name) {
    return field(name).isPresent() ? Optional.of(text(name, "")) : Optional.empty();
  }

  boolean flag(String name, boolean fallback) {
    Optional<JsonNode> value = field(name);
    if (value.isPresent() && !value.get().isBoolean()) {
      problem(name, value.get(), "give true or false");
    }
    return value.map(JsonNode::booleanValue).orElse(fallback);
  }

  double number(String name, double fallback, double least, double most) {
    Optional<JsonNode> value = field(name);
    if (value.isEmpty()) {
      return fallback;
    }
    double number = value.get().isNumber() ? value.get().doubleValue() : Double.NaN;
    if (!(number >= least && number <= most)) {
      problem(name, value.get(), "give a number from %s to %s".formatted(least, most));
      return fallback;
    }
    return number;
  }

  /** A whole number or a list of them. */
  List<Integer> wholes(String name, int least, int most) {
    Optional<JsonNode> value = field(name);
    if (value.isEmpty()) {
      return List.of();
    }
    List<JsonNode> elements = new ArrayList<>();
    if (value.get().isArray()) {
      value.get().forEach(elements::add);
    } else {
      elements.add(value.get());
    }
    boolean areWhole =
        elements.stream().allMatch(e -> e.isInt() && e.intValue() >= least && e.intValue() <= most);
    if (!areWhole) {
      problem(name, value.get(), "give whole numbers from %d to %d".formatted(least, most));
      return List.of();
    }
    return elements.stream().map(JsonNode::intValue).toList();
  }

  int integer(String name, int fallback, int least, int most) {
    return (int) whole(name, fallback, least, most);
  }

  long whole(String name, long fallback, long least, long most) {
    Optional<JsonNode> value = field(name);
    if (value.isEmpty()) {
      return fallback;
    }
    boolean isWhole = value.get().isIntegralNumber() && value.get().canConvertToLong();
    if (!isWhole || value.get().longValue() < least || value.get().longValue() > most) {
      problem(name, value.get(), "give a whole number from %d to %d".formatted(least, most));
      return fallback;
    }
    return value.get().longValue();
  }

  int requiredInteger(String name, int least, int most) {
    return (int) requiredWhole(name, least, most);
  }

  long requiredWhole(String name, long least, long most) {
    if (field(name).isEmpty()) {
      problems.add("%s is missing: add for example \"%s\":%d".formatted(name, name, least));
    }
    return whole(name, least, least, most);
  }

  Optional<Integer> optionalInteger(String name, int least, int most) {
    return field(name).isPresent()
        ? Optional.of(integer(name, least, least, most))
        : Optional.empty();
  }

  /** An object that has all fields of {@code type}. */
  <T extends Record> Optional<T> message(String name, Class<T> type) {
    return field(name)
        .flatMap(
            value -> {
              try {
                T read = Json.MAPPER.treeToValue(value, type);
                return Optional.of(read).filter(r -> MissingField.in(r).isEmpty());
              } catch (JsonProcessingException e) {
                return Optional.empty();
              }
            });
  }

  Map<String, Double> numbers(String name) {
    Map<String, Double> numbers = new TreeMap<>();
    field(name)
        .ifPresent(
            value -> {
              if (!value.isObject()) {
                problem(name, value, "give an object of numbers like {\"lr0\":0.01}");
                return;
              }
              value
                  .properties()
                  .forEach(
                      entry -> {
                        if (entry.getValue().isNumber()) {
                          numbers.put(entry.getKey(), entry.getValue().doubleValue());
                        } else {
                          problem(name + "." + entry.getKey(), entry.getValue(), "give a number");
                        }
                      });
            });
    return numbers;
  }

  void problem(String text) {
    problems.add(text);
  }

  /** Adds a problem for each field that nobody asked for, and throws when there is any problem. */
  void finish() throws MessageFormatException {
    for (var field : json.properties()) {
      if (!asked.contains(field.getKey())) {
        problems.add(unknown(field.getKey()));
      }
    }
    if (!problems.isEmpty()) {
      throw new MessageFormatException(problems);
    }
  }

  private String unknown(String name) {
    String meant = OTHER_NAMES.get(name.toLowerCase(Locale.ROOT).replaceAll("[_-]", ""));
    String hint =
        meant != null && asked.contains(meant)
            ? "; did you mean \"%s\"?".formatted(meant)
            : DidYouMean.suffix(name, new TreeSet<>(asked));
    return "unknown field \"%s\"%s".formatted(name, hint);
  }

  private Optional<JsonNode> field(String name) {
    asked.add(name);
    JsonNode value = json.get(name);
    return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
  }

  private void problem(String name, JsonNode value, String toDo) {
    problems.add("%s is %s: %s".formatted(name, value, toDo));
  }
}
