package io.tidemark.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A Java program and the setup of its JVM.
 *
 * @param arguments of the program itself
 */
public record JavaCommand(
    List<String> jvm, ClassPath classPath, String mainClass, List<String> arguments) {
  /** The first compiler tier only, for programs that compute little: less memory, faster start. */
  public static final String FAST_START = "-XX:TieredStopAtLevel=1";

  /**
   * For programs on the data path: the C2 compiler starts ten times later than by default, so that
   * it compiles code that is hot under load and not code that only the start needs.
   */
  public static final List<String> FOR_THROUGHPUT =
      List.of(
          "-XX:Tier4InvocationThreshold=50000",
          "-XX:Tier4MinInvocationThreshold=6000",
          "-XX:Tier4CompileThreshold=150000",
          "-XX:Tier4BackEdgeThreshold=400000");

  /**
   * The command line. All arguments go to {@code argumentFile}: Druid's two hundred jars would make
   * a process list unreadable. The command can be repeated by hand.
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

  /** The JVM of this process: Java 17, whatever {@code java} is first on the path. */
  public static String javaProgram() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
