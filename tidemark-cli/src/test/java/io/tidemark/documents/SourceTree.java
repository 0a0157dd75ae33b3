package io.tidemark.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Names in the Java files of all modules. They are read from the source text, because the class
 * path of the commands has neither the job nor the benchmarks.
 */
record SourceTree(Path root) {
  private static final Pattern TYPE =
      Pattern.compile("\\b(?:class|interface|record|enum) +([A-Z]\\w*)");

  private static final Pattern COMMAND =
      Pattern.compile("@Command\\(\\s*name = \"([a-z]+(?:-[a-z]+)*)\"");

  /** The simple names of all classes, tests and benchmarks included. */
  Set<String> types() throws IOException {
    return names(root, TYPE);
  }

  /** The picocli commands that a module defines. */
  Set<String> commands(String module) throws IOException {
    return names(root.resolve(module).resolve("src/main"), COMMAND);
  }

  private static Set<String> names(Path folder, Pattern pattern) throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(SourceTree::isSource).toList()) {
        pattern
            .matcher(Files.readString(file))
            .results()
            .map((MatchResult found) -> found.group(1))
            .forEach(names::add);
      }
    }
    return names;
  }

  private static boolean isSource(Path file) {
    String path = file.toString();
    return path.endsWith(".java") && path.contains("/src/") && !path.contains("/target/");
  }
}
