package io.tidemark.process;

import io.tidemark.cli.Heap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands of programs that run in their own JVM, for measurements. */
public final class ChildProgram {
  /** The JVM flags of {@code ./tidemark generate} and of the programs compared with it. */
  private static List<String> jvm() {
    return List.of(
        Heap.option(Heap.OF_COMMANDS, "512m"),
        "-XX:+UseSerialGC",
        "-Dfile.encoding=UTF-8",
        "-Duser.timezone=UTC",
        "-Duser.language=en");
  }

  private ChildProgram() {}

  /**
   * The process of a Tidemark command.
   *
   * @param arguments of {@code ./tidemark}
   * @throws io.tidemark.cli.UserError when it is not built
   */
  public static ProcessBuilder tidemark(List<String> arguments) {
    return module(
        ProjectRoot.current().resolve("tidemark-cli"),
        jvm(),
        "io.tidemark.command.Tidemark",
        arguments);
  }

  /**
   * The process of the benchmarks.
   *
   * @param arguments of {@code ./tidemark bench}
   * @throws io.tidemark.cli.UserError when they are not built
   */
  public static ProcessBuilder benchmarks(List<String> arguments) {
    List<String> jvm = new ArrayList<>(jvm());
    jvm.add(JavaCommand.FAST_START);
    jvm.add("-D" + ProjectRoot.PROPERTY + "=" + ProjectRoot.current());
    return module(
        ProjectRoot.current().resolve("benchmarks/runner"),
        jvm,
        "io.tidemark.bench.BenchCommand",
        arguments);
  }

  /**
   * The process of a module that is a program, on the class path that its build has written.
   *
   * @param module the folder of the module, with {@code target/classes} and {@code
   *     target/classpath}
   * @param jvm options of the JVM
   * @throws io.tidemark.cli.UserError when it is not built
   */
  public static ProcessBuilder module(
      Path module, List<String> jvm, String mainClass, List<String> arguments) {
    Path target = module.resolve("target");
    return java(
        jvm,
        ClassPath.read(target.resolve("classpath")).startingWith(target.resolve("classes")),
        mainClass,
        arguments);
  }

  /**
   * The process of one of Kafka's own tools.
   *
   * @throws io.tidemark.cli.UserError when Kafka's jars are missing
   */
  public static ProcessBuilder kafkaTool(String mainClass, List<String> arguments) {
    return java(jvm(), ClassPath.ofKafka(ProjectRoot.current()), mainClass, arguments);
  }

  /**
   * The process of the JMH benchmarks in the module {@code stream-model}, with the given flags
   * only.
   *
   * @param jvm options of the JVM, which its forks inherit
   * @param arguments of JMH's command line
   * @throws io.tidemark.cli.UserError when they are not built
   */
  public static ProcessBuilder jmh(List<String> jvm, List<String> arguments) {
    Path target = ProjectRoot.current().resolve("stream-model/target");
    return java(
        jvm,
        ClassPath.read(target.resolve("jmh.classpath"))
            .startingWith(target.resolve("test-classes"), target.resolve("classes")),
        "org.openjdk.jmh.Main",
        arguments);
  }

  private static ProcessBuilder java(
      List<String> jvm, ClassPath jars, String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(JavaCommand.javaProgram());
    command.addAll(jvm);
    command.addAll(List.of("-cp", jars.toString(), mainClass));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }
}
