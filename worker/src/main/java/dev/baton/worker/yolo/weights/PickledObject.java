package dev.baton.worker.yolo.weights;

import java.util.List;

/**
 * An instance of a Python class, of which only the class's name, its arguments and its state are
 * known: a label with content, never executed.
 */
final class PickledObject {
  private final Label type;
  private final List<Object> arguments;
  private Object state;

  /**
   * A class or function by name.
   *
   * @param module for example {@code models.common}
   * @param name for example {@code Conv}
   */
  record Label(String module, String name) {

    @Override
    public String toString() {
      return module + "." + name;
    }
  }

  PickledObject(Label type, List<Object> arguments) {
    this.type = type;
    this.arguments = arguments;
  }

  Label type() {
    return type;
  }

  List<Object> arguments() {
    return arguments;
  }

  /** What the object was built with, usually a map of its attributes; may be null. */
  Object state() {
    return state;
  }

  void build(Object newState) {
    state = newState;
  }
}
