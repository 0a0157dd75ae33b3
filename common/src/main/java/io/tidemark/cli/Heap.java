package io.tidemark.cli;

import java.util.Map;

/**
 * The heaps of the project's own processes. They are variables and no options, because the JVM of a
 * command has its heap before it reads its options.
 */
public final class Heap {
  /** The variable for the commands; the script {@code ./tidemark} reads it too. */
  public static final String OF_COMMANDS = "TIDEMARK_HEAP";

  /** The variable for the Spark jobs that a command starts. */
  public static final String OF_JOBS = "TIDEMARK_JOB_HEAP";

  private static final String SIZE = "[1-9][0-9]*[kmgKMG]?";

  private Heap() {}

  /**
   * The option of the JVM for the largest heap.
   *
   * @param otherwise the size where the variable is empty or not set
   * @throws UsageError when the variable has no size
   */
  public static String option(String variable, String otherwise) {
    return option(System.getenv(), variable, otherwise);
  }

  static String option(Map<String, String> environment, String variable, String otherwise) {
    String size = environment.getOrDefault(variable, "");
    if (!size.isEmpty() && !size.matches(SIZE)) {
      throw new UsageError(variable + ": expected a size such as 512m or 2g, found '" + size + "'");
    }
    return "-Xmx" + (size.isEmpty() ? otherwise : size);
  }

  /** What to do when the heap of a Spark job that a command started is full. */
  public static String fullOfJob() {
    return "out of memory: the heap of the Spark job is full; give it more with "
        + OF_JOBS
        + "=2g; 'aggregate stream' can also keep its open windows on disk, with --state-store"
        + " rocksdb";
  }

  /** What to do when the heap of this process is full. */
  public static String full() {
    return "out of memory: the heap of "
        + (Runtime.getRuntime().maxMemory() >> 20)
        + " MiB is full; give a command more with "
        + OF_COMMANDS
        + "=2g, the Spark job with "
        + OF_JOBS
        + "=2g or Spark's own settings";
  }
}
