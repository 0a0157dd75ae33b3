package io.tidemark.command;

import io.tidemark.process.ProjectRoot;
import io.tidemark.stack.LocalStack;
import io.tidemark.stack.StackSettings;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** One local stack for all integration tests of this JVM; it stops with the JVM. */
final class SharedStack {
  /** How many brokers its Kafka has. */
  static final int BROKERS = Integer.getInteger("tidemark.brokers", 1);

  private static LocalStack stack;

  private SharedStack() {}

  /** Sets this project's root, so that the commands find the build's artifacts. */
  static void useThisProject() {
    System.setProperty(ProjectRoot.PROPERTY, Path.of("..").toAbsolutePath().normalize().toString());
  }

  /** Kafka and Druid. */
  static LocalStack get() {
    return start(LocalStack::start);
  }

  /** Kafka, Druid and a schema registry. */
  static LocalStack withRegistry() {
    return start((settings, progress) -> LocalStack.start(settings.withRegistry(0), progress));
  }

  /** Kafka alone, which starts faster, for a test class that needs nothing else. */
  static LocalStack kafka() {
    return start(LocalStack::startKafka);
  }

  private static synchronized LocalStack start(
      BiFunction<StackSettings, Consumer<String>, LocalStack> how) {
    if (stack == null) {
      useThisProject();
      Path folder =
          Path.of("target/it-stack", System.getProperty("tidemark.it.fork", "fork-1"))
              .toAbsolutePath();
      stack = how.apply(new StackSettings(folder, 0, 0).withBrokers(BROKERS), System.err::println);
    }
    return stack;
  }
}
