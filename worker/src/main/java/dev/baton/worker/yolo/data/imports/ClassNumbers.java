package dev.baton.worker.yolo.data.imports;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Numbers of classes: those of a given list, or else in the order in which they appear. */
final class ClassNumbers {
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final boolean isComplete;

  private ClassNumbers(boolean isComplete) {
    this.isComplete = isComplete;
  }

  /**
   * @param names in order; when empty, every name that is asked for becomes the next class
   */
  static ClassNumbers of(List<String> names) {
    ClassNumbers numbers = new ClassNumbers(!names.isEmpty());
    for (String name : names) {
      if (numbers.numbers.put(name, numbers.numbers.size()) != null) {
        throw new ImportException("The class " + name + " is given twice; give each name once");
      }
    }
    return numbers;
  }

  /**
   * @param place where the class was found, for the message
   */
  int of(String name, String place) {
    Integer number = numbers.get(name);
    if (number != null) {
      return number;
    }
    if (isComplete) {
      throw new ImportException(
          place
              + ": the class "
              + name
              + " is none of "
              + names()
              + "; correct the file, or add the class");
    }
    numbers.put(name, numbers.size());
    return numbers.size() - 1;
  }

  List<String> names() {
    return List.copyOf(numbers.keySet());
  }
}
