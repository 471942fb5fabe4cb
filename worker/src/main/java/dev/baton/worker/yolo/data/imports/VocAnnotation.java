package dev.baton.worker.yolo.data.imports;

import dev.baton.worker.yolo.data.imports.SourceImage.Box;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads the boxes of one Pascal VOC annotation file. Edges are taken as they stand: a box from 10
 * to 10 has no width. Document types are refused, so that no entity is ever resolved.
 */
final class VocAnnotation {
  private static final String OBJECT = "annotation/object";
  private static final String[] EDGES = {"xmin", "ymin", "xmax", "ymax"};

  private final Path file;
  private final List<Box> boxes = new ArrayList<>();
  private final Deque<String> open = new ArrayDeque<>();
  private final StringBuilder text = new StringBuilder();
  private Map<String, String> object = new HashMap<>();
  private int objectLine;

  private VocAnnotation(Path file) {
    this.file = file;
  }

  static List<Box> read(Path file) {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try (InputStream stream = Files.newInputStream(file)) {
      XMLStreamReader xml = factory.createXMLStreamReader(stream);
      VocAnnotation annotation = new VocAnnotation(file);
      while (xml.hasNext()) {
        annotation.accept(xml.next(), xml);
      }
      return annotation.boxes;
    } catch (XMLStreamException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNumber();
      throw new ImportException(file + " line " + line + " is no XML: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ImportException("Cannot read " + file + ": " + e, e);
    }
  }

  private void accept(int event, XMLStreamReader xml) {
    switch (event) {
      case XMLStreamConstants.DTD ->
          throw new ImportException(
              file + " has a document type, which no annotation needs; remove it");
      case XMLStreamConstants.START_ELEMENT -> {
        open.addLast(xml.getLocalName());
        text.setLength(0);
        if (path().equals(OBJECT)) {
          object = new HashMap<>();
          objectLine = xml.getLocation().getLineNumber();
        }
      }
      case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(xml.getText());
      case XMLStreamConstants.END_ELEMENT -> {
        String path = path();
        if (path.equals(OBJECT)) {
          boxes.add(box());
        } else if (path.startsWith(OBJECT)) {
          object.put(path.substring(OBJECT.length() + 1), text.toString().strip());
        }
        open.removeLast();
        text.setLength(0);
      }
      default -> {
        // Comments, white space and processing instructions say nothing about boxes.
      }
    }
  }

  private String path() {
    return String.join("/", open);
  }

  private Box box() {
    String className = object.getOrDefault("name", "");
    if (className.isEmpty()) {
      throw wrong("the object has no name");
    }
    double[] edges = new double[EDGES.length];
    for (int i = 0; i < edges.length; i++) {
      String edge = object.get("bndbox/" + EDGES[i]);
      if (edge == null) {
        throw wrong("the object has no bndbox with " + EDGES[i]);
      }
      edges[i] = number(edge);
    }
    return new Box(className, edges[0], edges[1], edges[2], edges[3], objectLine);
  }

  private double number(String text) {
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the message, which is the same for infinity.
    }
    throw wrong("\"" + text + "\" is no number of pixels");
  }

  private ImportException wrong(String what) {
    return new ImportException(file + " line " + objectLine + ": " + what + "; correct the file");
  }
}
