package io.tidemark.spark.rebuild;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.TopicReader;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.row.UnreadableRow;
import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Which rows of a stream are written. Windows that end by a known time are written as a whole; of
 * others the keys of the rows in the aggregated topics are known, some 100 bytes of memory each.
 */
final class WrittenRows implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final class Topic implements Serializable {
    private static final long serialVersionUID = 1L;

    private final StreamDefinition.Aggregated windows;
    private final HashSet<String> keys = new HashSet<>();

    /** The greatest start of a window; {@link Long#MIN_VALUE} without rows. */
    private long last = Long.MIN_VALUE;

    /** The greatest end of one; {@link Long#MIN_VALUE} without rows. */
    private long lastEnd = Long.MIN_VALUE;

    Topic(StreamDefinition.Aggregated windows) {
      this.windows = windows;
    }
  }

  private final long closed;
  private final long complete;
  private final HashMap<String, Topic> topics = new HashMap<>();

  /**
   * @param closed every row of a window that ends by then is written; epoch milliseconds, {@link
   *     Long#MIN_VALUE} if it is not known
   * @param complete windows that start before this time are taken as written, because the raw topic
   *     no longer has all of their readings; epoch milliseconds, {@link Long#MIN_VALUE} for none
   */
  private WrittenRows(long closed, long complete) {
    this.closed = closed;
    this.complete = complete;
  }

  /**
   * Reads the aggregated topics to their ends.
   *
   * @throws UserError when a topic has a record that is no row, or cannot be read
   */
  static WrittenRows read(
      KafkaBroker broker, StreamDefinition definition, long closed, long complete) {
    WrittenRows written = new WrittenRows(closed, complete);
    for (StreamDefinition.Aggregated windows : definition.aggregates()) {
      Topic topic = new Topic(windows);
      RowKeys keys = new RowKeys(windows);
      written.topics.put(windows.topic(), topic);
      try (TopicReader reader = broker.reader(windows.topic())) {
        reader.readOn(broker.topic(windows.topic()), row -> written.add(topic, keys, row));
      } catch (KafkaException e) {
        throw broker.explain(e);
      }
    }
    return written;
  }

  private void add(Topic topic, RowKeys keys, ConsumerRecord<byte[], byte[]> row) {
    try {
      RowKeys.Row read = keys.read(row.value());
      topic.last = Math.max(topic.last, read.start());
      topic.lastEnd = Math.max(topic.lastEnd, read.end());
      if (read.end() > closed) {
        topic.keys.add(read.key());
      }
    } catch (UnreadableRow e) {
      throw new UserError(
          "the record %s-%d:%d is no row, so it is not known what is written: %s"
              .formatted(row.topic(), row.partition(), row.offset(), e.getMessage()),
          e);
    }
  }

  /** Looks rows up in one task. */
  Lookup lookup() {
    return new Lookup();
  }

  /** Reads rows, for one thread; several may share what is written. */
  final class Lookup {
    private final Map<String, RowKeys> readers = new HashMap<>();

    /** Whether an aggregated topic has this row, or had it. */
    boolean contains(String topic, byte[] value) {
      Topic of = topics.get(topic);
      RowKeys.Row row;
      try {
        row = readers.computeIfAbsent(topic, ignored -> new RowKeys(of.windows)).read(value);
      } catch (UnreadableRow e) {
        throw new IllegalStateException("the job's own row cannot be read: " + e.getMessage(), e);
      }
      return row.end() <= closed || row.start() < complete || of.keys.contains(row.key());
    }
  }

  /** The greatest end of a window that has a row; {@link Long#MIN_VALUE} without rows. */
  long lastEnd() {
    return topics.values().stream().mapToLong(topic -> topic.lastEnd).max().orElse(Long.MIN_VALUE);
  }

  /** The least start of a window that may still get rows; {@link Long#MAX_VALUE} without rows. */
  long firstOpen() {
    long first = Long.MAX_VALUE;
    for (Map.Entry<String, Topic> one : topics.entrySet()) {
      Topic topic = one.getValue();
      if (topic.last > Long.MIN_VALUE) {
        long open =
            closed > Long.MIN_VALUE
                ? closed - topic.windows.window().toMillis()
                : topic.last + topic.windows.slide().toMillis();
        first = Math.min(first, open);
      }
    }
    return first;
  }
}
