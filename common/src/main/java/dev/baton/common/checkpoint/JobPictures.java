package dev.baton.common.checkpoint;

import dev.baton.common.objectstore.ObjectStore;
import dev.baton.common.objectstore.ObjectStore.Content;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The pictures of a job's training. Nothing depends on them: they can be drawn again, and whoever
 * draws one again replaces it. All that draw one draw the same, so it does not matter who is last.
 */
public final class JobPictures {
  /** A plain file name, since it becomes one when pictures are fetched. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}\\.png");

  private final ObjectStore store;
  private final String folder;

  public JobPictures(ObjectStore store, String job) {
    this.store = store;
    this.folder = new JobKeys(job).pictures();
  }

  /**
   * Stores a picture, in place of an earlier one of the same name.
   *
   * @param name for example {@code results.png}
   */
  public void put(String name, byte[] png) throws IOException {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "A picture cannot be called %s: use letters, digits, - and _, and end in .png"
              .formatted(name));
    }
    store.upload(folder + name, Content.of(png));
  }

  /** A picture that is there. */
  public record Picture(String name, long sizeBytes) {}

  /** Names of the pictures that are there. */
  public List<String> names() throws IOException {
    return all().stream().map(Picture::name).toList();
  }

  /** The pictures that are there. */
  public List<Picture> all() throws IOException {
    List<Picture> pictures = new ArrayList<>();
    for (ObjectStore.StoredObject object : store.list(folder)) {
      String name = object.key().substring(folder.length());
      if (isName(name)) {
        pictures.add(new Picture(name, object.sizeBytes()));
      }
    }
    return pictures;
  }

  /** A picture that {@link #names} has named. */
  public byte[] load(String name) throws IOException {
    return store.read(folder + name);
  }

  private static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }
}
