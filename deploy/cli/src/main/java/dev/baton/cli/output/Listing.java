package dev.baton.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.baton.common.messages.Json;
import java.util.List;

/** JSON for scripts: an array with one object for each row, indented. */
public final class Listing {
  private Listing() {}

  /** The rows, which are records whose fields are the documented shape. */
  public static String json(List<?> rows) {
    return json((Object) rows);
  }

  /** One object, a record whose fields are the documented shape. */
  public static String json(Object shape) {
    try {
      return Json.MAPPER
          .writer()
          .with(SerializationFeature.INDENT_OUTPUT)
          .writeValueAsString(shape);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A listing's rows can always be written", e);
    }
  }
}
