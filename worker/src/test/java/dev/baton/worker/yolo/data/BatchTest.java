package dev.baton.worker.yolo.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BatchTest {

  @Test
  void shardsFollowOneAnotherAndTakeTheirTargetsAlong() {
    Batch batch = batch(5, 0, 1, 3, 4, 4);

    Batch first = batch.shard(0, 2);
    assertThat(first.size()).isEqualTo(3);
    assertThat(firstBytes(first)).containsExactly(0, 1, 2);
    assertThat(first.targets()).containsExactly(0, 0, .5f, .5f, .1f, .1f, 1, 1, .5f, .5f, .1f, .1f);

    Batch second = batch.shard(1, 2);
    assertThat(second.size()).isEqualTo(2);
    assertThat(firstBytes(second)).containsExactly(3, 4);
    assertThat(second.targets())
        .containsExactly(
            0, 2, .5f, .5f, .1f, .1f, 1, 3, .5f, .5f, .1f, .1f, 1, 4, .5f, .5f, .1f, .1f);
  }

  @Test
  void moreShardsThanImagesLeaveTheLastOnesEmpty() {
    assertThat(batch(1, 0).shard(0, 2).size()).isEqualTo(1);
    assertThat(batch(1, 0).shard(1, 2).size()).isZero();
  }

  /** Images whose bytes are their numbers, with boxes whose classes are their own numbers. */
  private static Batch batch(int size, int... imageOfBox) {
    ByteBuffer images = ByteBuffer.allocateDirect(size * 3 * 32 * 32);
    for (int i = 0; i < images.capacity(); i++) {
      images.put((byte) (i / (3 * 32 * 32)));
    }
    float[] targets = new float[6 * imageOfBox.length];
    for (int box = 0; box < imageOfBox.length; box++) {
      float[] row = {imageOfBox[box], box, .5f, .5f, .1f, .1f};
      System.arraycopy(row, 0, targets, 6 * box, 6);
    }
    return new Batch(images.flip(), size, 32, 32, targets);
  }

  private static byte[] firstBytes(Batch batch) {
    byte[] first = new byte[batch.size()];
    for (int i = 0; i < first.length; i++) {
      first[i] = batch.imagesNhwc().get(i * 3 * 32 * 32);
    }
    return first;
  }
}
