package io.tidemark.architecture;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The Java files of the modules. */
final class SourceFiles {
  private SourceFiles() {}

  /** The files of all modules, of {@code main} or of {@code test}. */
  static List<Path> of(String kind) throws IOException {
    SortedSet<Path> files = new TreeSet<>();
    for (String module : Modules.MAY_USE.keySet()) {
      files.addAll(of(module, kind));
    }
    return List.copyOf(files);
  }

  static List<Path> of(String module, String kind) throws IOException {
    Path folder = Modules.ROOT.resolve(module).resolve("src").resolve(kind).resolve("java");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("package-info.java"))
          .toList();
    }
  }

  /** The folders of a module's packages that have classes. */
  static SortedSet<Path> packages(String module) throws IOException {
    return of(module, "main").stream().map(Path::getParent).collect(toCollection(TreeSet::new));
  }

  static String simpleName(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }
}
