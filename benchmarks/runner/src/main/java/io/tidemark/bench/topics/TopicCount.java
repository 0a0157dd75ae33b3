package io.tidemark.bench.topics;

import io.tidemark.audit.station.AuditScope;
import io.tidemark.audit.station.LedgerOffsets;
import io.tidemark.audit.station.StationCount;
import io.tidemark.audit.topic.TopicStations;
import io.tidemark.bench.program.ProcessMemory;
import io.tidemark.benchmarks.peer.TurnTaker;
import io.tidemark.cli.Commands;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.TimeLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The audit's reading of the topics, in a JVM of its own. */
@Command(
    name = "topic-count",
    mixinStandardHelpOptions = true,
    description = "Counts the topics of a stream as the audit does.")
public final class TopicCount implements Callable<Integer> {
  static final String WAY = "count";
  static final String ROWS = "rows";
  static final String ROWS_SECONDS = "seconds of the aggregated topic";
  static final String ROWS_CPU = "CPU seconds of the aggregated topic";
  static final String READINGS = "readings";
  static final String READINGS_SECONDS = "seconds of the raw topic";
  static final String READINGS_CPU = "CPU seconds of the raw topic";
  static final String RESIDENT = "most resident bytes";
  static final String HEAP = "most bytes of the heap after a collection";

  @Mixin StreamOption stream;
  @Mixin KafkaOptions kafka;

  public static void main(String[] args) {
    System.exit(Commands.run(new TopicCount(), args));
  }

  @Override
  public Integer call() {
    TurnTaker.of(WAY, this::count).serve();
    return 0;
  }

  private TurnTaker.Took count() {
    StreamDefinition definition = stream.load();
    KafkaBroker broker = new KafkaBroker(kafka.properties());
    try (TopicStations topics =
        new TopicStations(
            definition, broker, AuditScope.DEFAULT, TimeLimits.DEFAULT, LedgerOffsets.NONE)) {
      double cpuBegin = cpu();
      long begin = System.nanoTime();
      StationCount aggregated =
          topics
              .aggregated(broker.topic(definition.aggregated().topic()), new ArrayList<>())
              .count();
      long between = System.nanoTime();
      double cpuBetween = cpu();
      StationCount raw =
          topics.raw(broker.topic(definition.raw().topic()), new ArrayList<>()).countable();
      long end = System.nanoTime();
      double cpuEnd = cpu();
      if (!raw.windows().equals(aggregated.windows())) {
        throw new UserError("the topics differ: this measures the wrong thing");
      }
      return new TurnTaker.Took(
          0,
          (end - begin) / 1e9,
          Map.of(
              ROWS,
              (double) aggregated.rows(),
              ROWS_SECONDS,
              (between - begin) / 1e9,
              ROWS_CPU,
              cpuBetween - cpuBegin,
              READINGS,
              (double) raw.readings(),
              READINGS_SECONDS,
              (end - between) / 1e9,
              READINGS_CPU,
              cpuEnd - cpuBetween,
              RESIDENT,
              resident(),
              HEAP,
              heap()));
    }
  }

  /** Of all threads, those of the collector and the compilers included. */
  private static double cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  private static double resident() {
    try {
      return ProcessMemory.most(ProcessHandle.current());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The peak of what is used between collections would be the whole heap. */
  private static double heap() {
    System.gc();
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
        .mapToLong(pool -> pool.getCollectionUsage().getUsed())
        .sum();
  }
}
