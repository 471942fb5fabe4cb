package dev.baton.worker.yolo.data.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what an import left out or changed: a count for each reason, and the first places. */
final class Notes {
  private static final int PLACES_PER_REASON = 10;

  private final Map<String, List<String>> placesByReason = new LinkedHashMap<>();

  void add(String reason, String place) {
    placesByReason.computeIfAbsent(reason, r -> new ArrayList<>()).add(place);
  }

  void addAll(Notes other) {
    other.placesByReason.forEach((reason, places) -> places.forEach(p -> add(reason, p)));
  }

  /** One sentence for each reason. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    placesByReason.forEach(
        (reason, places) -> {
          List<String> named = places.subList(0, Math.min(places.size(), PLACES_PER_REASON));
          String more = places.size() > named.size() ? ", …" : "";
          sentences.add(places.size() + " " + reason + ": " + String.join(", ", named) + more);
        });
    return sentences;
  }
}
