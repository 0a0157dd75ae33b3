package io.tidemark.stack;

import io.tidemark.process.FileTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The folder with the files of a stack. */
record StackFolder(Path root) {

  Path conf() {
    return root.resolve("conf");
  }

  Path data() {
    return root.resolve("data");
  }

  /** The passwords and the certificate of a secured stack, which outlive it. */
  Path secure() {
    return root.resolve("secure");
  }

  Path log(Service service) {
    return root.resolve("logs").resolve(service.label() + ".log");
  }

  Path stateFile() {
    return root.resolve("state.json");
  }

  /** A data folder of one service, created if it does not exist. */
  Path dataOf(Service service, String name) {
    Path folder = data().resolve(service.label()).resolve(name);
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + folder, e);
    }
  }

  /** Removes all files of an earlier stack, its topics and segments included. */
  void wipe() throws IOException {
    for (Path folder : List.of(conf(), data(), root.resolve("logs"))) {
      FileTrees.delete(folder);
      Files.createDirectories(folder);
    }
  }
}
