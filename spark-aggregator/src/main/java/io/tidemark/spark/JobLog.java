package io.tidemark.spark;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * The file with Spark's own messages and stack traces, if {@code ./tidemark} has started the job.
 * With {@code spark-submit} the logging is Spark's or the cluster's, and nothing is changed.
 */
final class JobLog {
  /** The folder of the file, which log4j2-file.properties names too. */
  private static final String FOLDER = "tidemark.logs";

  /** The name of the file, without its ending. */
  private static final String NAME = "tidemark.log";

  private JobLog() {}

  /**
   * Gives the file its name; it is made with the first message.
   *
   * @param name without the ending
   */
  static void open(String name) {
    if (System.getProperty(FOLDER) != null) {
      System.setProperty(NAME, name);
      Configurator.reconfigure();
    }
  }

  /** The end of an error message, which names the file; empty if there is none. */
  static String hint() {
    if (System.getProperty(FOLDER) == null || System.getProperty(NAME) == null) {
      return "";
    }
    Path file = Path.of(System.getProperty(FOLDER), System.getProperty(NAME) + ".log");
    return Files.exists(file) ? "; the log is " + file : "";
  }
}
