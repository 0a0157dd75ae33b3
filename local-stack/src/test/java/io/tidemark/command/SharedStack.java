package io.tidemark.command;

import io.tidemark.stack.LocalStack;
import io.tidemark.stack.StackSettings;
import java.nio.file.Path;

/** One local stack for all integration tests of this JVM; it ends with it. */
final class SharedStack {
  private static LocalStack stack;

  private SharedStack() {}

  static synchronized LocalStack get() {
    if (stack == null) {
      System.setProperty("tidemark.home", Path.of("..").toAbsolutePath().normalize().toString());
      Path folder = Path.of("target/it-stack").toAbsolutePath();
      stack = LocalStack.start(new StackSettings(folder, 0, 0), System.err::println);
    }
    return stack;
  }
}
