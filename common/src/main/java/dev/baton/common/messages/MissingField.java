package dev.baton.common.messages;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds what a record was read without: Jackson leaves null where JSON has no such field. */
final class MissingField {
  private MissingField() {}

  /** Where the first one is, for example {@code spec.pool}; empty when all are there. */
  static Optional<String> in(Record read) {
    for (RecordComponent component : read.getClass().getRecordComponents()) {
      Optional<String> missing = at(name(component), value(component, read));
      if (missing.isPresent()) {
        return missing;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> at(String place, Object value) {
    return switch (value) {
      case null -> Optional.of(place);
      case Record nested -> in(nested).map(field -> place + "." + field);
      case Optional<?> optional -> optional.flatMap(present -> at(place, present));
      case List<?> list ->
          list.stream().flatMap(element -> at(place + "[]", element).stream()).findFirst();
      case Map<?, ?> map ->
          map.entrySet().stream()
              .flatMap(entry -> at(place + "." + entry.getKey(), entry.getValue()).stream())
              .findFirst();
      default -> Optional.empty();
    };
  }

  private static String name(RecordComponent component) {
    JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
    return named == null ? component.getName() : named.value();
  }

  private static Object value(RecordComponent component, Record read) {
    try {
      return component.getAccessor().invoke(read);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("The fields of messages can be read by all", e);
    }
  }
}
