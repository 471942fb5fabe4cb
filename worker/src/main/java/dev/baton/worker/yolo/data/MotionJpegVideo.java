package dev.baton.worker.yolo.data;

import static org.bytedeco.opencv.global.opencv_videoio.CAP_OPENCV_MJPEG;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_videoio.VideoWriter;

/**
 * Writes images as a video: Motion JPEG in an AVI file. Such a file cannot address more than some
 * GiB, so a long video goes on in {@code NAME.part2.avi} and so on. A file can be played once this
 * is closed; until then its index is missing. OpenCV rounds the frames per second to a whole
 * number. One thread uses it.
 */
public final class MotionJpegVideo implements AutoCloseable {
  private static final long PART_BYTES = 1L << 30;
  private static final int MJPG =
      VideoWriter.fourcc((byte) 'M', (byte) 'J', (byte) 'P', (byte) 'G');

  private final Path folder;
  private final String name;
  private final double framesPerSecond;
  private final long partBytes;
  private final VideoWriter writer = new VideoWriter();
  private int part;

  /**
   * @param name of the file without {@code .avi}
   * @param framesPerSecond rounded, and at least 1
   */
  public MotionJpegVideo(Path folder, String name, double framesPerSecond) {
    this(folder, name, framesPerSecond, PART_BYTES);
  }

  /**
   * @param partBytes a file that has more is followed by another
   */
  MotionJpegVideo(Path folder, String name, double framesPerSecond, long partBytes) {
    this.folder = folder;
    this.name = name;
    this.framesPerSecond = Math.max(1, framesPerSecond);
    this.partBytes = partBytes;
  }

  /**
   * Writes the next frame.
   *
   * @param frame of the size of those before
   * @throws IOException when the file cannot be written
   */
  public void add(SourceImage frame) throws IOException {
    if (part == 0 || Files.size(file()) > partBytes) {
      begin(frame);
    }
    writer.write(frame.bgr());
  }

  private void begin(SourceImage frame) throws IOException {
    writer.release();
    part++;
    try (Size size = new Size(frame.width(), frame.height())) {
      if (!writer.open(file().toString(), CAP_OPENCV_MJPEG, MJPG, framesPerSecond, size, true)) {
        throw new FileSystemException(
            file().toString(), null, "no video can be written there; choose another folder");
      }
    }
  }

  private Path file() {
    return folder.resolve(part == 1 ? name + ".avi" : "%s.part%d.avi".formatted(name, part));
  }

  @Override
  public void close() {
    writer.release();
    writer.close();
  }
}
