package io.tidemark.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A Java program and how its JVM is set up.
 *
 * @param arguments what the program itself is given
 */
public record JavaCommand(
    List<String> jvm, ClassPath classPath, String mainClass, List<String> arguments) {
  /** The first compiler is enough for those that compute little: less memory, ready earlier. */
  public static final String FAST_START = "-XX:TieredStopAtLevel=1";

  /**
   * The command line. All but the program's name goes to {@code argumentFile}, because Druid's two
   * hundred jars would make a process list unreadable; it can be run again by hand.
   */
  public List<String> commandLine(Path argumentFile) throws IOException {
    List<String> all = new ArrayList<>(jvm);
    all.addAll(List.of("-cp", classPath.toString(), mainClass));
    all.addAll(arguments);
    Files.writeString(
        argumentFile,
        all.stream().map(JavaCommand::quoted).collect(Collectors.joining("\n", "", "\n")));
    return List.of(javaProgram(), "@" + argumentFile);
  }

  private static String quoted(String argument) {
    return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** The JVM that runs this very program: Java 17, whatever is first on the path. */
  public static String javaProgram() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
