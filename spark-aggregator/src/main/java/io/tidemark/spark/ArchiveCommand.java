package io.tidemark.spark;

import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.MetricsOption;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.TimeLimitOptions;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.lake.LakeOption;
import io.tidemark.metrics.Metric;
import io.tidemark.metrics.Metrics;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.registry.RegistryOptions;
import io.tidemark.spark.archive.Archive;
import io.tidemark.spark.archive.MaintenanceInterval;
import io.tidemark.spark.archive.TopicStart;
import io.tidemark.spark.checkpoint.LocalCheckpointFileManager;
import io.tidemark.spark.decode.CountingDeadLetterSink;
import io.tidemark.spark.decode.DeadLetterSink;
import io.tidemark.spark.rebuild.DefinitionInForce;
import io.tidemark.spark.restart.QueryRestarts;
import io.tidemark.spark.restart.RestartOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code aggregate archive}: writes the readings to the lake, and the windows too. */
@Command(
    name = "archive",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the readings of the raw topic to an Iceberg table, each exactly once.",
      "Runs until it is stopped, or with --drain until everything there is archived. The table has",
      "the offsets up to which it is filled, and each run begins there."
    })
final class ArchiveCommand implements Callable<Integer> {
  /** Runs before Spark's own hook, which stops the session that the queries use. */
  private static final int BEFORE_SPARK = 100;

  /** Of the queries that Iceberg runs for maintenance; the archive itself has no shuffle. */
  private static final int SHUFFLE_PARTITIONS = 2;

  @Mixin StreamOption stream;
  @Mixin KafkaOptions kafka;
  @Mixin RegistryOptions registry;
  @Mixin TimeLimitOptions times;
  @Mixin LakeOption lake;
  @Mixin MetricsOption metrics;
  @Mixin RestartOptions restarts;

  @Option(
      names = "--windows",
      description = "Also write the windows of each aggregated topic to a table of their own.")
  boolean windows;

  @Option(names = "--drain", description = "Process what is there, then stop.")
  boolean drain;

  @Option(
      names = "--trigger",
      paramLabel = "DURATION",
      defaultValue = "30s",
      description =
          "Time from one epoch, which is a commit and a file for each hour and partition, to the"
              + " next (default: ${DEFAULT-VALUE}).")
  Duration trigger;

  @Option(
      names = "--epoch-records",
      paramLabel = "N",
      defaultValue = "20000000",
      description =
          "The most records of one epoch, for a long backlog (default: ${DEFAULT-VALUE}).")
  long epochRecords;

  @Option(
      names = "--dead-letters",
      description =
          "Send what cannot be counted to the dead-letter topic. 'aggregate stream' does so, and"
              + " only where it does not run should the archive.")
  boolean deadLetters;

  @Option(
      names = "--new-topic",
      description =
          "Let a topic that was deleted and made again add to the table of the one before; offsets"
              + " then occur twice in it.")
  boolean newTopic;

  @Option(
      names = "--skip-lost",
      description = "Go on if the topic lost records before they were archived.")
  boolean skipLost;

  @Option(
      names = "--maintain",
      paramLabel = "DURATION",
      defaultValue = "1h",
      description =
          "Maintain the tables between two epochs, each time after this long, as 'aggregate"
              + " maintain' does; 0 for never (default: ${DEFAULT-VALUE}).")
  Duration maintain;

  @Mixin MaintenanceOptions maintenance;

  @Override
  public Integer call() throws IOException {
    IcebergRuntime.require();
    StreamDefinition loaded = stream.load();
    JobLog.open("archive-" + loaded.name());
    StreamDefinition definition = registry.checked(loaded);
    try (Metrics numbers = metrics.open(definition.name(), System.err::println)) {
      return run(definition, numbers);
    }
  }

  private int run(StreamDefinition definition, Metrics numbers) throws IOException {
    List<String> others = new ArrayList<>();
    if (windows) {
      others.addAll(definition.aggregatedTopics());
    }
    if (deadLetters) {
      others.add(definition.deadLetterTopic());
    }
    KafkaSettings.check(kafka, definition.raw().topic(), others);
    // with another definition the tables would lack columns
    DefinitionInForce.require(kafka.properties(), definition);
    try (TopicEnds ends = new TopicEnds(kafka.properties());
        SparkSession spark =
            Session.open("tidemark archive " + definition.name(), SHUFFLE_PARTITIONS)) {
      LongAccumulator dead = spark.sparkContext().longAccumulator("dead records");
      ArchiveProgress progress =
          new ArchiveProgress(ends::behind, Instant::now, System.err::println);
      progress.show(numbers);
      if (deadLetters) {
        numbers.show(Metric.DEAD_LETTERS, dead::value);
      }
      if (spark.conf().getOption(LocalCheckpointFileManager.SETTING).isEmpty()) {
        // the checkpoints are in a temporary folder of this machine
        spark
            .conf()
            .set(LocalCheckpointFileManager.SETTING, LocalCheckpointFileManager.class.getName());
      }
      spark.streams().addListener(progress);
      QueryRestarts queries = restarts.of("the archive", JobLog::hint, System.err::println);
      queries.show(numbers);
      spark.streams().addListener(queries);
      ShutdownHookManager.get().addShutdownHook(queries::stop, BEFORE_SPARK);
      Archive.Settings settings = settings(definition, dead, progress);
      queries.run(
          () -> KafkaSettings.check(kafka, definition.raw().topic(), others),
          () -> Archive.begin(spark, lake.catalog(), settings, windows));
      progress.summary().forEach(System.out::println);
      if (dead.value() > 0) {
        System.out.printf(
            Locale.ROOT,
            "%,d dead records %s%n",
            dead.value(),
            deadLetters ? "sent to the dead-letter topic" : "have no row");
      }
      return 0;
    }
  }

  private Archive.Settings settings(
      StreamDefinition definition, LongAccumulator dead, ArchiveProgress progress) {
    DeadLetterSink letters =
        deadLetters ? KafkaSettings.deadLetters(definition, kafka) : DeadLetterSink.NONE;
    return new Archive.Settings(
        definition,
        times.limits(),
        new CountingDeadLetterSink(letters, dead),
        KafkaSettings.source(definition, kafka),
        new KafkaBroker(kafka.properties()),
        drain ? null : trigger,
        epochRecords,
        new TopicStart.Exceptions(newTopic, skipLost),
        maintain.isZero()
            ? null
            : new MaintenanceInterval(maintain, maintenance.limits(), Instant::now),
        progress::totals,
        System.err::println);
  }
}
