package io.tidemark.spark.restart;

import io.tidemark.cli.UsageError;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The option for restarts of a query. */
public final class RestartOptions {
  @Option(
      names = "--max-restarts",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "How many times in succession, without an epoch in between, the query is started again"
              + " after a failure that can pass, such as a broker that is away: after 1s, then"
              + " twice as long each time, up to 1m; 0 for none (default: ${DEFAULT-VALUE}).")
  int most;

  /**
   * The restarts of one run.
   *
   * @param what the subject of error messages, such as {@code the query}
   * @param log what an error message says of the log; may be empty
   * @param say receives a line for each restart
   * @throws UsageError when the number is negative
   */
  public QueryRestarts of(String what, Supplier<String> log, Consumer<String> say) {
    if (most < 0) {
      throw new UsageError("--max-restarts: expected a number from 0 up, found " + most);
    }
    return new QueryRestarts(what, most, log, say);
  }
}
