package io.tidemark.architecture;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Limits on the size of files and packages, and rules for names. */
class SourceFilesTest {
  private static final int MAIN_LINES = 400;
  private static final int TEST_LINES = 450;
  private static final int CLASSES_A_PACKAGE = 20;

  private static final Pattern LIBRARY_IMPORT =
      Pattern.compile("^import (?:static )?((?:java|javax|org|com)\\.[\\w.]+);", Pattern.MULTILINE);

  @Test
  void noFileIsLong() throws IOException {
    assertThat(SourceFiles.of("main")).filteredOn(file -> lines(file) > MAIN_LINES).isEmpty();
    assertThat(SourceFiles.of("test")).filteredOn(file -> lines(file) > TEST_LINES).isEmpty();
  }

  @Test
  void noPackageIsLarge() throws IOException {
    Map<Path, Long> sizes =
        SourceFiles.of("main").stream().collect(groupingBy(Path::getParent, counting()));
    assertThat(sizes.entrySet()).filteredOn(size -> size.getValue() > CLASSES_A_PACKAGE).isEmpty();
  }

  @Test
  void noTwoClassesShareASimpleName() throws IOException {
    Map<String, Long> names =
        SourceFiles.of("main").stream().collect(groupingBy(SourceFiles::simpleName, counting()));
    assertThat(names.entrySet()).filteredOn(name -> name.getValue() > 1).isEmpty();
  }

  @Test
  void noClassHasTheNameOfALibrarysClassThatIsUsedInTheSameModule() throws IOException {
    for (String module : Modules.MAY_USE.keySet()) {
      List<Path> files = SourceFiles.of(module, "main");
      Set<String> own = files.stream().map(SourceFiles::simpleName).collect(toSet());
      Set<String> used = new TreeSet<>();
      for (Path file : files) {
        Matcher imports = LIBRARY_IMPORT.matcher(Files.readString(file));
        while (imports.find()) {
          String name = imports.group(1);
          used.add(name.substring(name.lastIndexOf('.') + 1));
        }
      }
      used.retainAll(own);
      assertThat(used).as(module).isEmpty();
    }
  }

  private static long lines(Path file) {
    try {
      return Files.readAllLines(file).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
