package dev.baton.cli.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.common.checkpoint.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The classes of one kind of process, parsed, verified and linked beforehand, in a file that the
 * process maps (JEP 310, and 483 from Java 24 on). A scheduler starts in half of the processor time
 * with it, a worker in two thirds.
 *
 * <p>A process only records which classes it loads. The archive is made from that list by a JVM
 * that does nothing else: one that writes an archive when it ends ({@code
 * -XX:+AutoCreateSharedArchive}) crashes when another of its threads loads a class meanwhile.
 *
 * <p>The file's name tells by which Java and of which jars it was made, so one that is there is the
 * right one. It appears whole, and may be deleted at any time.
 *
 * @param file where it is, or will be
 * @param javaFeature feature version of {@code java}, for example 21
 * @param moduleFlags what the process is started with that changes the JDK's modules: an archive
 *     that was made without them is hardly used
 */
record ClassArchive(
    Path file, Path java, int javaFeature, String classPath, List<String> moduleFlags) {
  static final String SUFFIX = ".jsa";

  /** From here on classes can be linked, too. */
  private static final int LINKING_JAVA = 24;

  /** From here on the JVM has this tag of messages; an older one ends itself over it. */
  private static final int AOT_TAG_JAVA = 25;

  /**
   * The archive of {@code kind} in {@code folder}.
   *
   * @param jars the folder of all jars of the class path
   */
  static ClassArchive of(
      String kind, Path folder, Path jars, Path java, int javaFeature, List<String> moduleFlags)
      throws IOException {
    String vm = java + " " + System.getProperty("java.vm.version");
    String name = "%s-%s-%s%s".formatted(kind, digest(vm), digest(jars + contents(jars)), SUFFIX);
    return new ClassArchive(folder.resolve(name), java, javaFeature, jars + "/*", moduleFlags);
  }

  boolean isThere() {
    return Files.exists(file);
  }

  /** Whether it is not there, and may be made where it belongs. */
  boolean isToBeMade() {
    return !isThere() && Files.isWritable(file.getParent());
  }

  /** What a process is started with that shall use the archive. */
  List<String> flags() {
    List<String> flags = new ArrayList<>();
    flags.add("-XX:SharedArchiveFile=" + file);
    // One that was deleted or damaged meanwhile is no news: the process starts as without.
    flags.add("-Xlog:cds*=off");
    if (javaFeature >= AOT_TAG_JAVA) {
      flags.add("-Xlog:aot*=off");
    }
    return flags;
  }

  /** What a process is started with that shall write down its classes to {@code list}. */
  static List<String> recordingFlags(Path list) {
    return List.of("-XX:DumpLoadedClassList=" + list);
  }

  /**
   * The command that makes the archive.
   *
   * @param list what a process has recorded
   * @param result where to write it
   */
  List<String> making(Path list, Path result) {
    List<String> command = new ArrayList<>();
    // Nobody waits for it; but behind a training it must not take minutes either.
    String gently = "command -v nice >/dev/null && exec nice -n 5 \"$@\"; exec \"$@\"";
    command.addAll(List.of("/bin/sh", "-c", gently, "baton", java.toString()));
    // Only G1 stores objects on every Java, and only in a heap of less than 32 GB what others map.
    command.addAll(List.of("-Xshare:dump", "-XX:+UseG1GC", "-Xmx256m"));
    command.add("-XX:TieredStopAtLevel=1");
    if (javaFeature >= LINKING_JAVA) {
      command.add("-XX:+AOTClassLinking");
    }
    command.addAll(moduleFlags);
    command.add("-XX:SharedClassListFile=" + list);
    command.add("-XX:SharedArchiveFile=" + result);
    command.addAll(List.of("-cp", classPath));
    return command;
  }

  /** Archives that this one takes the place of: of the same kind and Java, but other jars. */
  List<Path> predecessors() throws IOException {
    String name = file.getFileName().toString();
    String same = name.substring(0, name.lastIndexOf('-') + 1);
    try (Stream<Path> files = Files.list(file.getParent())) {
      return files
          .filter(other -> other.getFileName().toString().startsWith(same))
          .filter(other -> other.getFileName().toString().endsWith(SUFFIX))
          .filter(other -> !other.equals(file))
          .toList();
    }
  }

  /** Names, sizes and times of jars: what the JVM, too, compares. */
  private static String contents(Path jars) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(jars)) {
      for (Path jar : files.sorted().toList()) {
        BasicFileAttributes jarFile = Files.readAttributes(jar, BasicFileAttributes.class);
        text.append('\n').append(jar.getFileName()).append(' ').append(jarFile.size());
        text.append(' ').append(jarFile.lastModifiedTime());
      }
    }
    return text.toString();
  }

  private static String digest(String text) {
    return Sha256.hex(text.getBytes(UTF_8)).substring(0, 12);
  }
}
