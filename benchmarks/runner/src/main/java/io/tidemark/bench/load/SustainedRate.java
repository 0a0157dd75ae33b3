package io.tidemark.bench.load;

import io.tidemark.bench.program.MeasuredJob;
import io.tidemark.bench.report.BenchOptions;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.druid.DruidOption;
import io.tidemark.kafka.KafkaTopics;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.retry.Deadline;
import io.tidemark.stack.LocalStack;
import io.tidemark.supervisor.Attach;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures the rate that a pipeline sustains: sends readings at full speed, and divides their
 * number by the time until all results have arrived at every end.
 *
 * @param file the definition
 * @param ledgers the folder for the ledgers of the runs
 */
public record SustainedRate(
    LocalStack stack,
    StreamDefinition definition,
    Path file,
    int entities,
    Path ledgers,
    BenchOptions options) {
  /** The number of runs; the first one runs cold. */
  private static final int TIMES = 2;

  private static final Duration DURATION = Duration.ofSeconds(15);
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  /**
   * @param job must run until all results have arrived
   * @return readings a second of each run; the last is the rate that the warm pipeline sustains
   */
  public List<Long> sustained(MeasuredJob job) throws Exception {
    DruidQueries druid = new DruidQueries(new DruidOption(stack.druid()).client());
    List<Long> all = new ArrayList<>();
    for (int time = 1; time <= TIMES; time++) {
      long before = rows(druid);
      long start = System.nanoTime();
      new SteadyLoad(entities, DURATION, 0).send(stack.kafka(), file, ledgers);
      // each run has written one heartbeat to each partition, which is no row
      long heartbeats = (long) time * Attach.Settings.DEFAULT.partitions();
      long readings =
          KafkaTopics.offsets(
                  new KafkaOptions(stack.kafka()).properties(), definition.raw().topic())
              - heartbeats;
      Deadline.in(TIMEOUT, options::progress)
          .awaitTrue(
              "the end of the flood in both datasources",
              "look at the Spark job's log and at the supervisors in Druid's console",
              () -> {
                job.requireAlive();
                return rows(druid) >= readings && windowsReach(druid);
              });
      long sustained = (long) ((readings - before) / ((System.nanoTime() - start) / 1e9));
      all.add(sustained);
      options.progress(
          String.format(Locale.ROOT, "sustained in a flood: %,d readings/s", sustained));
    }
    return all;
  }

  private long rows(DruidQueries druid) {
    return druid.number("SELECT COUNT(*) FROM \"" + definition.raw().topic() + "\"");
  }

  private boolean windowsReach(DruidQueries druid) {
    String last = "SELECT TIMESTAMP_TO_MILLIS(MAX(__time)) FROM \"%s\"";
    long reading = druid.number(last.formatted(definition.raw().topic()));
    long window = druid.number(last.formatted(definition.aggregated().topic()));
    return window >= definition.aggregated().windowStart(reading);
  }
}
