package io.tidemark.spark;

import io.tidemark.cli.CheckpointOption;
import io.tidemark.cli.KafkaOptions;
import io.tidemark.cli.MetricsOption;
import io.tidemark.cli.StreamOption;
import io.tidemark.cli.TimeLimitOptions;
import io.tidemark.cli.UsageError;
import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.KafkaTopics;
import io.tidemark.metrics.Metrics;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.registry.RegistryOptions;
import io.tidemark.spark.checkpoint.Checkpoint;
import io.tidemark.spark.checkpoint.LocalCheckpointFileManager;
import io.tidemark.spark.checkpoint.PlannedEpoch;
import io.tidemark.spark.checkpoint.ReplacedCheckpoint;
import io.tidemark.spark.decode.CountingDeadLetterSink;
import io.tidemark.spark.decode.ReadingInput;
import io.tidemark.spark.rebuild.Boundary;
import io.tidemark.spark.rebuild.DefinitionInForce;
import io.tidemark.spark.rebuild.LastWindows;
import io.tidemark.spark.rebuild.Rebuild;
import io.tidemark.spark.restart.Queries;
import io.tidemark.spark.restart.QueryRestarts;
import io.tidemark.spark.restart.RestartOptions;
import io.tidemark.spark.sink.AggregatedRecords;
import io.tidemark.spark.sink.TransactionalSink;
import io.tidemark.spark.sink.WriterClaims;
import io.tidemark.spark.source.ColumnarKafkaSource;
import io.tidemark.spark.watermark.PartitionEventTimes;
import io.tidemark.spark.watermark.PartitionWatermark;
import io.tidemark.spark.window.WindowedAggregation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.util.LongAccumulator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code aggregate stream}: emits each window when the watermark closes it. */
@Command(
    name = "stream",
    mixinStandardHelpOptions = true,
    description = "Runs until it is stopped, or with --drain until everything there is processed.")
final class StreamCommand implements Callable<Integer> {
  /** Runs before Spark's own hook, which stops the session that the query uses. */
  private static final int BEFORE_SPARK = 100;

  private static final long BYTES_OF_A_GROUP = 4 << 10;
  private static final long BYTES_OF_SKETCHES = 64 << 10;

  @Mixin StreamOption stream;
  @Mixin KafkaOptions kafka;
  @Mixin RegistryOptions registry;
  @Mixin TimeLimitOptions times;
  @Mixin MetricsOption metrics;
  @Mixin CheckpointOption checkpoint;
  @Mixin RestartOptions restarts;

  @Option(
      names = "--append",
      description =
          "Let a new checkpoint write to an aggregated topic that has rows already, which may then"
              + " count readings twice, and take the topic over from the query of another"
              + " checkpoint, which can write nothing more.")
  boolean append;

  @Option(
      names = "--rebuild",
      description =
          "Begin a new checkpoint from the topics: when the old one is lost or damaged, or for"
              + " another number of shuffle partitions, another state store or another Spark. Rows"
              + " that the aggregated topic has are not written again.")
  boolean rebuild;

  @Option(
      names = "--epoch-records",
      paramLabel = "N",
      defaultValue = "4000000",
      description =
          "The most records of an epoch. Fewer where they are of many groups: the heap bounds how"
              + " many groups an epoch changes (default: ${DEFAULT-VALUE}).")
  long epochRecords;

  @Option(
      names = "--state-store",
      paramLabel = "STORE",
      defaultValue = "heap",
      description =
          "Where open windows are: heap, or rocksdb for more of them than the heap holds; the first"
              + " run of a checkpoint fixes it (default: ${DEFAULT-VALUE}).")
  StateStore stateStore;

  @Option(names = "--drain", description = "Process what is there, then stop.")
  boolean drain;

  @Option(
      names = "--boundary",
      paramLabel = "FILE",
      description =
          "After --drain, write to this file the time by which every window has ended that is"
              + " written: milliseconds since 1970, or nothing when none is. 'upgrade' needs it.")
  Path boundary;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description =
          "Write only windows that end by this time, and stop when all are written: the last ones of"
              + " a definition that another one follows. 'upgrade' needs it.")
  Instant until;

  @Option(
      names = "--trigger",
      paramLabel = "DURATION",
      defaultValue = "200ms",
      description = "Time from one micro-batch to the next (default: ${DEFAULT-VALUE}).")
  Duration trigger;

  @Option(
      names = "--shuffle-partitions",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "Partitions of the aggregation and, of a stream, of its state, so that the first run of"
              + " a checkpoint fixes the number (default: ${DEFAULT-VALUE}).")
  int shufflePartitions;

  @Override
  public Integer call() throws IOException {
    if (boundary != null && !drain) {
      throw new UsageError("--boundary: expected --drain with it");
    }
    if (until != null && drain) {
      throw new UsageError("--until: expected no --drain with it");
    }
    StreamDefinition loaded = stream.load();
    JobLog.open("aggregate-" + loaded.name());
    StreamDefinition definition = registry.writingRows(loaded);
    try (Metrics numbers = metrics.open(definition.name(), System.err::println)) {
      return run(definition, numbers);
    }
  }

  private int run(StreamDefinition definition, Metrics numbers) throws IOException {
    List<String> others = new ArrayList<>(definition.aggregatedTopics());
    others.add(definition.deadLetterTopic());
    String topicId = KafkaSettings.check(kafka, definition.raw().topic(), others);
    DefinitionInForce inForce = DefinitionInForce.require(kafka.properties(), definition, until);
    TimeLimits limits = times.limits();
    try (TopicEnds ends = new TopicEnds(kafka.properties());
        SparkSession spark = Session.open("tidemark " + definition.name(), shufflePartitions)) {
      stateStore.configure(spark);
      Configuration hadoop = spark.sparkContext().hadoopConfiguration();
      String place = checkpoint.of(definition.name(), topicId);
      Optional<LastWindows> last =
          Optional.ofNullable(until)
              .map(
                  end ->
                      new LastWindows(
                          definition, end, place, hadoop, Instant::now, System.err::println));
      if (last.filter(LastWindows::areWritten).isPresent()) {
        return 0;
      }
      boolean upgraded = !rebuild && inForce.replaces(place, hadoop);
      Optional<ReplacedCheckpoint> replaced =
          rebuild || upgraded
              ? ReplacedCheckpoint.putAside(place, definition, topicId, hadoop)
              : Optional.empty();
      Checkpoint folder = Checkpoint.claim(place, definition, topicId, hadoop);
      inForce.record(stream.text());
      writeDirectly(spark, folder);
      Rebuild rebuilt =
          new Rebuild(
              new KafkaBroker(kafka.properties()), definition, folder, hadoop, System.err::println);
      if (!folder.isBegun() && !append && !rebuild && !upgraded && !rebuilt.isBegun()) {
        // an upgraded job that was killed before its first epoch
        upgraded =
            inForce.boundary().isPresent()
                && rebuilt.hasRowsUntilOnly(inForce.boundary().getAsLong());
        if (!upgraded) {
          definition.aggregatedTopics().forEach(this::requireEmpty);
        }
      }
      PartitionEventTimes eventTimes = new PartitionEventTimes();
      spark.sparkContext().register(eventTimes, "event times");
      PartitionWatermark watermark =
          PartitionWatermark.open(
              folder,
              ((org.apache.spark.sql.classic.SparkSession) spark).sessionState().newHadoopConf(),
              eventTimes,
              definition.aggregated().watermark().toMillis(),
              WindowedAggregation.shift(definition.aggregated()),
              ends::of);
      Dataset<Row> records =
          spark
              .readStream()
              .format(ColumnarKafkaSource.FORMAT)
              .options(KafkaSettings.source(definition, kafka))
              .option(PartitionWatermark.OPTION, watermark.id())
              .option(ColumnarKafkaSource.EPOCH_RECORDS, epochRecords)
              .option(ColumnarKafkaSource.EPOCH_GROUPS, epochGroups(definition))
              .option("startingOffsets", "earliest")
              .load();
      LongAccumulator dead = spark.sparkContext().longAccumulator("dead letters");
      Dataset<Row> windows =
          WindowedAggregation.of(
              List.of(
                  ReadingInput.ofRecords(
                      records,
                      definition,
                      limits,
                      new CountingDeadLetterSink(
                          KafkaSettings.deadLetters(definition, kafka), dead),
                      eventTimes)),
              definition);
      QueryProgress progress =
          new QueryProgress(
              definition, dead::value, ends::behind, Instant::now, System.err::println);
      progress.show(numbers);
      spark.streams().addListener(progress);
      boolean begins = rebuild || upgraded;
      try (WriterClaims claims = claim(definition, folder, append || begins)) {
        Map<String, String> sink =
            new HashMap<>(KafkaSettings.sink(definition.aggregated().topic(), kafka));
        sink.putAll(claims.sinkOptions());
        PlannedEpoch.of(folder, hadoop)
            .ifPresent(
                planned -> {
                  requireLast(planned, folder, sink);
                  boundPlannedEpoch(planned, hadoop, sink);
                });
        if (begins) {
          rebuilt.begin(replaced, inForce.boundary(), upgraded, limits);
        }
        DataStreamWriter<Row> writer =
            rebuilt
                .missing(
                    AggregatedRecords.encode(
                        last.map(one -> one.only(windows)).orElse(windows), definition),
                    watermark)
                .writeStream()
                .format(TransactionalSink.FORMAT)
                .options(sink)
                .option(PartitionWatermark.OPTION, watermark.id())
                .option("checkpointLocation", folder.query())
                .queryName(definition.name())
                .outputMode("append")
                .trigger(
                    drain ? Trigger.AvailableNow() : Trigger.ProcessingTime(trigger.toMillis()));
        QueryRestarts query = restarts.of("the query", JobLog::hint, System.err::println);
        query.show(numbers);
        spark.streams().addListener(query);
        ShutdownHookManager.get().addShutdownHook(query::stop, BEFORE_SPARK);
        last.ifPresent(
            one -> {
              one.onPassed(query::stop);
              spark.streams().addListener(one);
            });
        query.run(
            () -> KafkaSettings.checkAgain(kafka, definition.raw().topic(), others, topicId),
            () -> Queries.of(writer.start()));
      }
      last.ifPresent(LastWindows::requireWritten);
      if (boundary != null) {
        Boundary.write(
            boundary,
            Boundary.of(definition, inForce.boundary(), Checkpoint.watermark(place, hadoop)));
      }
      System.out.println(progress.summary());
      return 0;
    }
  }

  /** Sets {@link LocalCheckpointFileManager}, unless another class is configured. */
  private static void writeDirectly(SparkSession spark, Checkpoint folder) throws IOException {
    if (spark.conf().getOption(LocalCheckpointFileManager.SETTING).isEmpty()
        && LocalCheckpointFileManager.serve(
            folder.folder(), spark.sparkContext().hadoopConfiguration())) {
      spark
          .conf()
          .set(LocalCheckpointFileManager.SETTING, LocalCheckpointFileManager.class.getName());
    }
  }

  /**
   * About how many groups an epoch may change: in this heap, with what is open from the epochs
   * before. 4.3 million groups of one reading each went through a heap of 1 GiB with this bound,
   * and not with four times as many.
   */
  private static long epochGroups(StreamDefinition definition) {
    boolean sketches =
        definition.aggregated().measures().stream().anyMatch(one -> one.function().isSketch());
    return Runtime.getRuntime().maxMemory() / (sketches ? BYTES_OF_SKETCHES : BYTES_OF_A_GROUP);
  }

  /**
   * An older copy of a checkpoint would take epochs that it plans for those of the same number that
   * are written.
   */
  private static void requireLast(
      PlannedEpoch planned, Checkpoint folder, Map<String, String> sink) {
    OptionalLong written = TransactionalSink.lastEpochSeen(sink, planned.partitions());
    if (written.isPresent() && written.getAsLong() > planned.number()) {
      throw new UserError(
          "the checkpoint "
              + folder.place()
              + " is an older copy: it ends with epoch "
              + planned.number()
              + ", and epoch "
              + written.getAsLong()
              + " of its query is in the topic; --rebuild begins a new one from the topics and"
              + " writes no row again");
    }
  }

  /**
   * An epoch that is planned is executed as it is planned. One that is larger than the first of a
   * run may have ended the job by its size, or be of an earlier release; it is planned anew.
   */
  private void boundPlannedEpoch(
      PlannedEpoch planned, Configuration hadoop, Map<String, String> sink) {
    long most = Math.min(epochRecords, ColumnarKafkaSource.FIRST_EPOCH_RECORDS);
    if (planned.records() <= most) {
      return;
    }
    OptionalLong written = TransactionalSink.lastEpoch(sink, planned.partitions());
    boolean begun = written.isPresent() && written.getAsLong() >= planned.number();
    if (!begun) {
      planned.discard(hadoop);
    }
    System.err.printf(
        Locale.ROOT,
        "epoch %d was planned with %,d records, and a run begins with at most %,d: %s%n",
        planned.number(),
        planned.records(),
        most,
        begun
            ? "some of its rows are written, so it is executed as it was planned"
            : "none of its rows is written, so it is planned again");
  }

  /** Two queries that write to one topic would count every reading twice. */
  private WriterClaims claim(StreamDefinition definition, Checkpoint folder, boolean takeOver) {
    return WriterClaims.take(
        kafka.properties(),
        definition.aggregatedTopics(),
        folder.writer(),
        folder.place(),
        takeOver,
        System.err::println);
  }

  /** After a checkpoint was deleted, a new one must not count all readings again. */
  private void requireEmpty(String topic) {
    if (KafkaTopics.offsets(kafka.properties(), topic) > 0) {
      throw new UserError(
          "the checkpoint is new, and the topic "
              + topic
              + " has rows already: --rebuild goes on from the topics and writes none of them again;"
              + " 'reset' begins anew; --append adds to them, and may count readings twice");
    }
  }
}
