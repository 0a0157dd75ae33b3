package io.tidemark.process;

import io.tidemark.cli.UserError;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The jars of an engine, which the build lists in {@code target/classpath}. */
public record ClassPath(List<Path> entries) {
  private static final Pattern DRUID_JAR = Pattern.compile("druid-services-(.+)\\.jar");

  public static ClassPath ofKafka(Path projectRoot) {
    return read(projectRoot.resolve("local-stack/kafka-runtime/target/classpath"));
  }

  public static ClassPath ofDruid(Path projectRoot) {
    return read(projectRoot.resolve("local-stack/druid-runtime/target/classpath"));
  }

  /**
   * @throws UserError when the file, or a jar that it names, is missing
   */
  public static ClassPath read(Path file) {
    List<Path> jars;
    try {
      String text = Files.readString(file).strip();
      jars = Pattern.compile(File.pathSeparator).splitAsStream(text).map(Path::of).toList();
    } catch (IOException e) {
      throw new UserError("the list of jars " + file + " is missing: run ./mvnw package", e);
    }
    for (Path jar : jars) {
      if (!Files.exists(jar)) {
        throw new UserError(jar + ", named by " + file + ", is missing: run ./mvnw clean package");
      }
    }
    return new ClassPath(jars);
  }

  /** This class path with {@code first} prepended. */
  public ClassPath startingWith(Path... first) {
    return new ClassPath(Stream.concat(Stream.of(first), entries.stream()).toList());
  }

  public ClassPath and(Path last) {
    return new ClassPath(Stream.concat(entries.stream(), Stream.of(last)).toList());
  }

  /** Druid's version, from the name of its jar: the parent POM is its only source. */
  public String druidVersion() {
    return entries.stream()
        .map(jar -> DRUID_JAR.matcher(jar.getFileName().toString()))
        .filter(Matcher::matches)
        .map(found -> found.group(1))
        .findFirst()
        .orElseThrow(
            () -> new UserError("druid-services is not among Druid's jars: run ./mvnw package"));
  }

  @Override
  public String toString() {
    return String.join(File.pathSeparator, entries.stream().map(Path::toString).toList());
  }
}
