package io.tidemark.spark.rebuild;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.KafkaTopics;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.spark.checkpoint.Checkpoint;
import io.tidemark.spark.checkpoint.CheckpointFile;
import io.tidemark.spark.checkpoint.ReplacedCheckpoint;
import io.tidemark.spark.watermark.PartitionWatermark;
import io.tidemark.spark.window.WindowedAggregation;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * A new checkpoint that reads the raw topic from its beginning and leaves out the rows that the
 * aggregated topics have already, until the watermark has passed the last of those. A file in the
 * checkpoint keeps what it needs, so a job that is stopped meanwhile goes on with it.
 */
public final class Rebuild {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * The file in the checkpoint. Times are epoch milliseconds; {@link Long#MIN_VALUE} is none.
   *
   * @param closed all rows of windows that end by then are written, or belong to an earlier
   *     definition
   * @param complete from then on the raw topic has all readings
   * @param lastEnd the greatest end of a window that has a row, at least {@code closed}
   */
  record Note(long closed, long complete, long lastEnd) {}

  private final KafkaBroker broker;
  private final StreamDefinition definition;
  private final CheckpointFile file;
  private final Consumer<String> say;

  /** Null if this run has not begun the rebuild. */
  private WrittenRows written;

  /**
   * @param say receives messages for the user
   * @throws UserError when the checkpoint cannot be accessed
   */
  public Rebuild(
      KafkaBroker broker,
      StreamDefinition definition,
      Checkpoint checkpoint,
      Configuration hadoop,
      Consumer<String> say) {
    this.broker = broker;
    this.definition = definition;
    this.say = say;
    file = CheckpointFile.of(checkpoint.folder(), "rebuild.json", hadoop);
  }

  /**
   * Begins. The queries that wrote the aggregated topics before must be fenced.
   *
   * @param replaced the checkpoint before, if there is one
   * @param boundary windows that end by then belong to an earlier definition, epoch milliseconds
   * @param upgraded whether all rows of the earlier definition are written, and none of this one
   * @throws UserError when the topics no longer have what is needed
   */
  public void begin(
      Optional<ReplacedCheckpoint> replaced,
      OptionalLong boundary,
      boolean upgraded,
      TimeLimits limits) {
    OptionalLong watermark =
        replaced.map(ReplacedCheckpoint::watermark).orElse(OptionalLong.empty());
    long closed =
        Math.max(
            boundary.orElse(Long.MIN_VALUE),
            watermark.isPresent() ? time(watermark.getAsLong()) : Long.MIN_VALUE);
    if (watermark.isEmpty() && !(upgraded && boundary.isPresent())) {
      requireAllRows();
    }
    OptionalLong complete = RetainedReadings.from(broker, definition, limits);
    written = WrittenRows.read(broker, definition, closed, complete.orElse(Long.MIN_VALUE));
    if (complete.isPresent() && complete.getAsLong() > written.firstOpen()) {
      throw new UserError(
          ("windows that start at %s or later may lack rows, and the raw topic %s has all readings"
                  + " only from %s on: others would be missing in them; 'reset' begins anew, and"
                  + " 'backfill --from-lake' counts in Druid what the lake has")
              .formatted(
                  Instant.ofEpochMilli(written.firstOpen()),
                  definition.raw().topic(),
                  Instant.ofEpochMilli(complete.getAsLong())));
    }
    Note note =
        new Note(closed, complete.orElse(Long.MIN_VALUE), Math.max(closed, written.lastEnd()));
    write(note);
    replaced.ifPresent(one -> say.accept("the checkpoint before is " + one.folder()));
    say.accept(
        note.lastEnd() == Long.MIN_VALUE
            ? "the aggregated topic has no rows"
            : String.format(
                Locale.ROOT,
                "rows that are written are not written again; their windows end by %s",
                Instant.ofEpochMilli(note.lastEnd())));
  }

  /**
   * Whether the aggregated topics have rows of earlier definitions only.
   *
   * @param boundary windows that end by then belong to these, epoch milliseconds
   */
  public boolean hasRowsUntilOnly(long boundary) {
    if (hasEmptiedPartition()) {
      return false;
    }
    written = WrittenRows.read(broker, definition, boundary, Long.MIN_VALUE);
    return written.lastEnd() <= boundary;
  }

  /** Whether a partition has lost all of its rows, so that nobody can tell which they were. */
  private boolean hasEmptiedPartition() {
    try (var consumer = broker.consumer()) {
      for (String topic : definition.aggregatedTopics()) {
        var partitions = KafkaTopics.partitions(consumer, topic);
        var ends = consumer.endOffsets(partitions);
        if (consumer.beginningOffsets(partitions).entrySet().stream()
            .anyMatch(
                first ->
                    first.getValue() > 0 && first.getValue().equals(ends.get(first.getKey())))) {
          return true;
        }
      }
      return false;
    }
  }

  /** Whether this checkpoint was begun by a rebuild that has not passed the last row yet. */
  public boolean isBegun() {
    return read().isPresent();
  }

  /** Whether rows are missing whose windows nobody can tell from those that are written. */
  private void requireAllRows() {
    for (StreamDefinition.Aggregated windows : definition.aggregates()) {
      try (var consumer = broker.consumer()) {
        if (consumer
            .beginningOffsets(KafkaTopics.partitions(consumer, windows.topic()))
            .values()
            .stream()
            .anyMatch(first -> first > 0)) {
          throw new UserError(
              "the topic "
                  + windows.topic()
                  + " has deleted rows, and without a checkpoint before it is not known which:"
                  + " name that checkpoint with --checkpoint, or begin anew with 'reset'");
        }
      }
    }
  }

  private long time(long watermark) {
    return watermark - WindowedAggregation.shift(definition.aggregated());
  }

  private void write(Note note) {
    try {
      file.write(JSON.writeValueAsBytes(note));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Leaves out what is written already, if this checkpoint was begun by a rebuild and has not
   * passed the last row yet.
   *
   * @param rows as {@code AggregatedRecords.encode} returns them
   */
  public Dataset<Row> missing(Dataset<Row> rows, PartitionWatermark watermark) {
    Optional<Note> note = read();
    if (note.isEmpty() || hasPassed(note.get(), watermark)) {
      return rows;
    }
    if (written == null) {
      written = WrittenRows.read(broker, definition, note.get().closed(), note.get().complete());
    }
    Broadcast<WrittenRows> before =
        JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext()).broadcast(written);
    MapPartitionsFunction<Row, Row> missing =
        task -> {
          WrittenRows.Lookup lookup = before.value().lookup();
          return StreamSupport.stream(Spliterators.spliteratorUnknownSize(task, 0), false)
              .filter(row -> !lookup.contains(row.getString(2), row.getAs(1)))
              .iterator();
        };
    return rows.mapPartitions(missing, Encoders.row(rows.schema()));
  }

  private boolean hasPassed(Note note, PartitionWatermark watermark) {
    OptionalLong last = watermark.last();
    boolean passed = last.isPresent() && time(last.getAsLong()) >= note.lastEnd();
    if (passed) {
      file.delete();
    }
    return passed;
  }

  private Optional<Note> read() {
    Optional<byte[]> content = file.read();
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(content.get(), Note.class));
    } catch (IOException e) {
      throw file.failed(e);
    }
  }
}
