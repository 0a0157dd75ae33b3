package io.tidemark.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A module of this build that runs as a program of its own, on the class path that it wrote. */
public final class JvmProgram {
  private JvmProgram() {}

  /**
   * The command.
   *
   * @param module its folder, in which the build has left {@code target/classes} and {@code
   *     target/classpath}
   * @param jvm options of the JVM
   * @throws io.tidemark.cli.UserError when it is not built
   */
  public static ProcessBuilder command(
      Path module, List<String> jvm, String mainClass, List<String> arguments) {
    Path target = module.resolve("target");
    ClassPath classPath =
        ClassPath.read(target.resolve("classpath")).startingWith(target.resolve("classes"));
    List<String> command = new ArrayList<>(List.of(JavaCommand.javaProgram()));
    command.addAll(jvm);
    command.addAll(List.of("-cp", classPath.toString(), mainClass));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }
}
