package io.tidemark.command;

import io.tidemark.stack.LocalStack;
import io.tidemark.stack.ProjectRoot;
import io.tidemark.stack.StackSettings;
import java.nio.file.Path;

/** One local stack for all integration tests of this JVM; it ends with it. */
final class SharedStack {
  private static LocalStack stack;

  private SharedStack() {}

  /** The commands then find what the build has made. */
  static void useThisProject() {
    System.setProperty(ProjectRoot.PROPERTY, Path.of("..").toAbsolutePath().normalize().toString());
  }

  static synchronized LocalStack get() {
    if (stack == null) {
      useThisProject();
      Path folder = Path.of("target/it-stack").toAbsolutePath();
      stack = LocalStack.start(new StackSettings(folder, 0, 0), System.err::println);
    }
    return stack;
  }
}
