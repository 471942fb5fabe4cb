package dev.baton.worker.yolo.data;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What a class logs while this is open. */
record LogLines(Logger logger, ListAppender<ILoggingEvent> lines) implements AutoCloseable {

  static LogLines of(Class<?> logging) {
    Logger logger = (Logger) LoggerFactory.getLogger(logging);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    return new LogLines(logger, lines);
  }

  List<String> warnings() {
    return lines.list.stream()
        .filter(line -> line.getLevel().equals(Level.WARN))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Override
  public void close() {
    logger.detachAppender(lines);
  }
}
