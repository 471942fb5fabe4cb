package dev.baton.worker.yolo.data;

import static org.bytedeco.opencv.global.opencv_videoio.CAP_OPENCV_MJPEG;
import static org.bytedeco.opencv.global.opencv_videoio.CAP_PROP_FPS;
import static org.bytedeco.opencv.global.opencv_videoio.CAP_PROP_FRAME_COUNT;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_videoio.VideoCapture;

/**
 * A video in which somebody looks for objects, read frame by frame. OpenCV is built without FFmpeg
 * here, so that Motion JPEG in an AVI file is all that it decodes. One thread uses it.
 */
public final class SourceVideo implements AutoCloseable {
  /** What players assume where a file does not say it. */
  private static final double USUAL_FRAMES_PER_SECOND = 30;

  private static final int RIFF = 'R' | 'I' << 8 | 'F' << 16 | 'F' << 24;
  private static final int AVI = 'A' | 'V' << 8 | 'I' << 16 | ' ' << 24;
  private static final int HEADER_BYTES = 12;

  private final VideoCapture capture;
  private int passed;
  private boolean isOver;

  private SourceVideo(VideoCapture capture) {
    this.capture = capture;
  }

  /**
   * Opens a file.
   *
   * @throws IOException saying in a sentence about "it" why it cannot be used, and what to do
   */
  public static SourceVideo open(Path file) throws IOException {
    requireWholeAvi(file);
    VideoCapture capture = new VideoCapture(file.toString(), CAP_OPENCV_MJPEG);
    if (!capture.isOpened()) {
      capture.close();
      throw new IOException(undecodable(file.toString()));
    }
    return new SourceVideo(capture);
  }

  /** OpenCV would not tell a missing file from another kind, and writes to standard error. */
  private static void requireWholeAvi(Path file) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (InputStream stream = Files.newInputStream(file)) {
      header.put(stream.readNBytes(HEADER_BYTES)).flip();
    }
    if (header.limit() < HEADER_BYTES
        || header.getInt(0) != RIFF
        || header.getInt(HEADER_BYTES - Integer.BYTES) != AVI) {
      throw new IOException(undecodable(file.toString()));
    }
    long bytes = Integer.toUnsignedLong(header.getInt(Integer.BYTES)) + 2 * Integer.BYTES;
    if (bytes > Files.size(file)) {
      throw new IOException("its end is missing");
    }
  }

  private static String undecodable(String file) {
    String stem = file.substring(0, file.lastIndexOf('.'));
    return "it cannot be decoded: only Motion JPEG in .avi files can be here; convert it (ffmpeg -i %s -c:v mjpeg -q:v 2 -an %s-mjpeg.avi) or take its frames out (ffmpeg -i %s frames/%%06d.jpg)"
        .formatted(file, stem, file);
  }

  /** How many frames the file says that it has; a damaged one may give fewer. */
  public int frames() {
    return (int) capture.get(CAP_PROP_FRAME_COUNT);
  }

  public double framesPerSecond() {
    double said = capture.get(CAP_PROP_FPS);
    return said > 0 && Double.isFinite(said) ? said : USUAL_FRAMES_PER_SECOND;
  }

  /**
   * The next frame, to be closed by who gets it; empty at the end and from the first one on that is
   * damaged.
   */
  public Optional<SourceImage> next() {
    Mat frame = new Mat();
    isOver = isOver || !grab() || !retrieve(frame);
    if (isOver) {
      frame.close();
      return Optional.empty();
    }
    return Optional.of(new SourceImage(frame));
  }

  private boolean retrieve(Mat frame) {
    try {
      return capture.retrieve(frame) && !frame.empty();
    } catch (RuntimeException e) { // how OpenCV's own exceptions arrive: the frame is damaged
      return false;
    }
  }

  /** Passes over the next frame without decoding it. */
  public void skip() {
    grab();
  }

  /** OpenCV is not asked for what is behind the end. */
  private boolean grab() {
    return passed++ < frames() && capture.grab();
  }

  @Override
  public void close() {
    capture.close();
  }
}
