package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The simple names of the product's classes, of all modules. */
class ClassNamesTest {
  private static final Pattern FOREIGN =
      Pattern.compile("(?m)^import (?:static )?(?!io\\.tidemark\\.)[\\w.]+\\.(\\w+);");

  @Test
  void noTwoClassesHaveTheSame() throws IOException {
    assertThat(names()).hasSizeGreaterThan(200).doesNotHaveDuplicates();
  }

  @Test
  void noneIsThatOfAClassOfALibraryUsedBesideIt() throws IOException {
    List<String> names = names();
    for (Path source : sources()) {
      Matcher foreign = FOREIGN.matcher(Files.readString(source));
      while (foreign.find()) {
        assertThat(names).as(foreign.group() + " in " + source).doesNotContain(foreign.group(1));
      }
    }
  }

  private static List<String> names() throws IOException {
    return sources().stream()
        .map(source -> source.getFileName().toString().replace(".java", ""))
        .toList();
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      return files
          .filter(file -> file.toString().matches(".*/src/main/java/.*\\.java"))
          .filter(file -> !file.endsWith("package-info.java"))
          .toList();
    }
  }
}
