package io.tidemark.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** Operations on folders with their content. */
public final class FileTrees {
  /** Makes a file or a folder. */
  @FunctionalInterface
  public interface Maker {
    /**
     * @param work an empty folder, which is deleted afterwards
     * @return what is made, somewhere in it
     */
    Path makeIn(Path work) throws IOException;
  }

  private FileTrees() {}

  /** The folder in the user's cache for what takes long to make and is the same everywhere. */
  public static Path userCache() {
    String caches = System.getenv("XDG_CACHE_HOME");
    Path cache =
        caches == null || caches.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(caches);
    return cache.resolve("tidemark");
  }

  /**
   * Makes a file or a folder, which appears whole or not at all.
   *
   * @param target its path; missing folders above it are made
   */
  public static void make(Path target, Maker maker) throws IOException {
    Path above = Files.createDirectories(target.getParent());
    Path work = Files.createTempDirectory(above, "unfinished-");
    try {
      Files.move(
          maker.makeIn(work),
          target,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      delete(work);
    }
  }

  /** Deletes a folder with its content; does nothing when it does not exist. */
  public static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> tree = Files.walk(folder)) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
