package dev.baton.worker.yolo.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.common.messages.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What weights say about their model beside the tensors, so that nobody has to remember it. Files
 * of other programs say less, or nothing.
 *
 * @param classNames class i is called by name i; empty where they are not said
 * @param imgsz long side of the images in pixels for which the weights were trained
 * @param cfg the model YAML as text
 */
public record ModelCard(List<String> classNames, OptionalInt imgsz, Optional<String> cfg) {
  /** That of files that say nothing. */
  public static final ModelCard BLANK =
      new ModelCard(List.of(), OptionalInt.empty(), Optional.empty());

  private static final String FORMAT = "format";
  private static final String TASK = "task";
  private static final String STRIDE = "stride";
  private static final String NAMES = "names";
  private static final String IMGSZ = "imgsz";
  private static final String CFG = "cfg";

  public ModelCard {
    classNames = List.copyOf(classNames);
  }

  /** The same with other classes. */
  public ModelCard withClassNames(List<String> names) {
    return new ModelCard(names, imgsz, cfg);
  }

  /** The same with another size of images. */
  public ModelCard withImgsz(int pixels) {
    return new ModelCard(classNames, OptionalInt.of(pixels), cfg);
  }

  /** The same with another model. */
  public ModelCard withCfg(String yaml) {
    return new ModelCard(classNames, imgsz, Optional.of(yaml));
  }

  /** As a safetensors file's metadata, whose values are texts. */
  public Map<String, String> toMetadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(FORMAT, "pt"); // without it, Python's transformers refuse a file
    metadata.put(TASK, "detect");
    metadata.put(STRIDE, "32");
    if (!classNames.isEmpty()) {
      metadata.put(NAMES, Json.MAPPER.valueToTree(classNames).toString());
    }
    imgsz.ifPresent(pixels -> metadata.put(IMGSZ, String.valueOf(pixels)));
    cfg.ifPresent(yaml -> metadata.put(CFG, yaml));
    return metadata;
  }

  /** Takes from a file's metadata what is understood; the keys are nobody's standard. */
  public static ModelCard of(Map<String, String> metadata) {
    String pixels = metadata.getOrDefault(IMGSZ, "");
    return new ModelCard(
        names(metadata.getOrDefault(NAMES, "")),
        pixels.matches("[1-9]\\d{0,5}")
            ? OptionalInt.of(Integer.parseInt(pixels))
            : OptionalInt.empty(),
        Optional.ofNullable(metadata.get(CFG)));
  }

  private static List<String> names(String json) {
    List<String> names = new ArrayList<>();
    try {
      for (JsonNode name : Json.MAPPER.readTree(json)) {
        names.add(name.asText());
      }
    } catch (JsonProcessingException e) {
      return List.of(); // some other program's key of that name
    }
    return names;
  }
}
