package io.tidemark.command.sample;

import io.tidemark.generator.options.RecordingOptions.Format;
import io.tidemark.generator.replay.RecordingSample;
import java.util.List;

/**
 * The records that a definition is made from.
 *
 * @param source the file or topic, for messages
 * @param topic the topic; null for a recording
 * @param csv whether the records are made from the rows of a CSV file
 * @param semicolons whether semicolons separate the cells, as where the decimal mark is a comma
 * @param columns of the CSV file, in order; empty for JSON
 * @param records in order
 * @param more whether the source has more records
 */
public record Sample(
    String source,
    String topic,
    boolean csv,
    boolean semicolons,
    List<String> columns,
    List<SampleRecord> records,
    boolean more) {

  /** The largest number of records. */
  public static final int MOST = 10_000;

  /**
   * A record.
   *
   * @param value the JSON object, in the form in which it is sent; may be null in a topic
   * @param key of the Kafka record, or null
   * @param timestamp of the Kafka record, epoch milliseconds; 0 for a recording
   * @param problem why it cannot be read, if that is known; otherwise null
   */
  public record SampleRecord(byte[] value, byte[] key, long timestamp, String problem) {}

  public Sample {
    columns = List.copyOf(columns);
    records = List.copyOf(records);
  }

  /** The sample of a recording. */
  public static Sample of(String source, RecordingSample recording) {
    return new Sample(
        source,
        null,
        recording.format() == Format.CSV,
        ";".equals(recording.separator()),
        recording.columns(),
        recording.records().stream()
            .map(record -> new SampleRecord(record.value(), null, 0, record.problem()))
            .toList(),
        recording.more());
  }
}
