package dev.baton.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Answers as MinIO does when the disk is full: HTTP's 507, code {@code XMinioStorageFull}. Large
 * objects leave the last room to small ones (a job's log entries) and to what else lies on the
 * disk, such as the broker of the same fleet, without which nothing could be deleted.
 */
final class RoomKeepingBlobStore extends ForwardingBlobStore {
  /** A broker fills it within hours, not minutes. */
  static final long KEPT_BYTES = 256_000_000;

  /** What no log entry exceeds. */
  static final long SMALL_BYTES = 64_000;

  private static final int INSUFFICIENT_STORAGE = 507;
  private static final String NO_SPACE = "No space left on device";

  private final LongSupplier usableBytes;

  /**
   * @param usableBytes what is left on the disk of {@code blobs}
   */
  RoomKeepingBlobStore(BlobStore blobs, LongSupplier usableBytes) {
    super(blobs);
    this.usableBytes = usableBytes;
  }

  /** Over a store whose objects lie below {@code folder}. */
  static RoomKeepingBlobStore over(BlobStore blobs, Path folder) {
    return new RoomKeepingBlobStore(blobs, () -> usableBytes(folder));
  }

  private static long usableBytes(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE; // the write itself shows what is wrong
    }
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
    requireRoom(request.contentLength());
    return written(() -> super.putBlob(request, content));
  }

  @Override
  public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
    return written(() -> super.initiateMultipartUpload(request));
  }

  @Override
  public UploadPartResponse uploadMultipartPart(
      MultipartUpload upload, UploadPartRequest request, InputStream content) {
    requireRoom(request.contentLength());
    return written(() -> super.uploadMultipartPart(upload, request, content));
  }

  @Override
  public CompleteMultipartUploadResponse completeMultipartUpload(
      MultipartUpload upload, CompleteMultipartUploadRequest request) {
    return written(() -> super.completeMultipartUpload(upload, request));
  }

  private void requireRoom(Long sizeBytes) {
    boolean isSmall = sizeBytes != null && sizeBytes <= SMALL_BYTES;
    long needed = KEPT_BYTES + (sizeBytes == null ? 0 : sizeBytes);
    if (!isSmall && usableBytes.getAsLong() < needed) {
      throw full(null);
    }
  }

  private static <T> T written(Supplier<T> write) {
    try {
      return write.get();
    } catch (RuntimeException e) {
      throw isForWantOfRoom(e) ? full(e) : e;
    }
  }

  private static boolean isForWantOfRoom(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).endsWith(NO_SPACE)) {
        return true;
      }
    }
    return false;
  }

  private static RuntimeException full(Throwable cause) {
    String message = "The disk of the store is full";
    return S3Exception.builder()
        .message(message)
        .statusCode(INSUFFICIENT_STORAGE)
        .awsErrorDetails(
            AwsErrorDetails.builder().errorCode("XMinioStorageFull").errorMessage(message).build())
        .cause(cause)
        .build();
  }
}
