package io.tidemark.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs in JVMs of their own, set up alike so that they can be compared. */
public final class ChildProgram {
  /** The flags with which {@code ./tidemark generate} runs. */
  private static final List<String> JVM =
      List.of(
          "-Xmx512m",
          "-XX:+UseSerialGC",
          "-Dfile.encoding=UTF-8",
          "-Duser.timezone=UTC",
          "-Duser.language=en");

  private ChildProgram() {}

  /**
   * A command of this project.
   *
   * @param arguments as {@code ./tidemark} takes them
   * @throws io.tidemark.cli.UserError when it is not built
   */
  public static ProcessBuilder tidemark(List<String> arguments) {
    Path module = ProjectRoot.current().resolve("local-stack");
    ClassPath jars = ClassPath.read(module.resolve("target/classpath"));
    return java(
        jars.startingWith(module.resolve("target/classes")),
        "io.tidemark.command.Tidemark",
        arguments);
  }

  /**
   * One of the tools that Kafka brings.
   *
   * @throws io.tidemark.cli.UserError when Kafka's jars are missing
   */
  public static ProcessBuilder kafkaTool(String mainClass, List<String> arguments) {
    return java(ClassPath.ofKafka(ProjectRoot.current()), mainClass, arguments);
  }

  private static ProcessBuilder java(ClassPath jars, String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(JavaCommand.javaProgram());
    command.addAll(JVM);
    command.addAll(List.of("-cp", jars.toString(), mainClass));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }
}
