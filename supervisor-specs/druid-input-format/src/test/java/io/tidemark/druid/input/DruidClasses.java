package io.tidemark.druid.input;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * Loads Druid's classes with the JSON parser that Druid has. On the class path of the tests it is
 * replaced by the newer one of the decoder.
 */
final class DruidClasses {
  /** In bytes: the default of a JVM on Linux. */
  private static final long STACK = 1 << 20;

  private static final ClassLoader LOADER = loader();

  private DruidClasses() {}

  private static ClassLoader loader() {
    try {
      List<URL> urls = new ArrayList<>();
      urls.add(Path.of("target/druid-jackson/jackson-core.jar").toUri().toURL());
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        if (!Path.of(entry).getFileName().toString().startsWith("jackson-core")) {
          urls.add(Path.of(entry).toUri().toURL());
        }
      }
      return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A {@link SpecReader}, from the value of a Kafka record to Druid's rows. It has a thread with
   * the stack of a task, because deep nesting takes it all.
   */
  @SuppressWarnings("unchecked")
  static Function<byte[], List<Map<String, Object>>> reader(String spec) {
    ExecutorService task =
        Executors.newSingleThreadExecutor(
            body -> {
              Thread thread = new Thread(null, body, "Druid's task", STACK);
              thread.setContextClassLoader(LOADER);
              thread.setDaemon(true);
              return thread;
            });
    Function<byte[], List<Map<String, Object>>> reader =
        await(
            task,
            () ->
                (Function<byte[], List<Map<String, Object>>>)
                    LOADER
                        .loadClass(SpecReader.class.getName())
                        .getConstructor(String.class)
                        .newInstance(spec));
    return record -> await(task, () -> reader.apply(record));
  }

  private static <T> T await(ExecutorService task, Callable<T> call) {
    try {
      return task.submit(call).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().toString(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
