package io.tidemark.spark.decode;

import io.tidemark.kafka.DeadLetter;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.record.RawDecoder;
import io.tidemark.model.record.TimeLimits;
import io.tidemark.spark.source.RawRecords;
import io.tidemark.spark.watermark.PartitionEventTimes;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/** Decodes the records of one task and sends its dead letters to a sink. */
public final class TaskDecoder {
  private final TaskContext task;
  private final String topic;
  private final RawDecoder decoder;
  private final TimeLimits.Check check;
  private final Reading reading;
  private final DeadLetterSink deadLetters;
  private final int time;

  /** Null when no watermark needs the event times. */
  private final PartitionEventTimes.Task times;

  /** Null until the first dead letter. */
  private DeadLetterSink.Outbox outbox;

  /** A decoder whose event times nobody needs; see the other constructor. */
  public TaskDecoder(
      StreamDefinition definition,
      TimeLimits limits,
      DeadLetterSink deadLetters,
      TaskContext task) {
    this(definition, limits, deadLetters, null, task);
  }

  /**
   * @param times gets the event times at the end of the task; null for none
   * @param task succeeds only if its dead letters are flushed
   */
  public TaskDecoder(
      StreamDefinition definition,
      TimeLimits limits,
      DeadLetterSink deadLetters,
      PartitionEventTimes times,
      TaskContext task) {
    this.task = task;
    this.deadLetters = deadLetters;
    StreamDefinition.Raw raw = definition.raw();
    topic = raw.topic();
    decoder = new RawDecoder(raw);
    check = limits.check(definition);
    reading = raw.newReading();
    time = raw.indexOf(raw.time());
    this.times = times == null ? null : times.begin();
    task.addTaskCompletionListener((TaskCompletionListener) ended -> end());
  }

  /** The reading of the last record, overwritten by the next. */
  public Reading reading() {
    return reading;
  }

  /**
   * Decodes one record.
   *
   * @param record its place
   * @return null when {@link #reading} can be counted, otherwise why it cannot; then the record is
   *     a dead letter
   */
  public String decode(RawRecords records, int record) {
    byte[] value = records.value(record);
    long timestamp = records.timestamp(record);
    String problem = decoder.decode(value, timestamp, reading);
    if (problem == null) {
      // no record arrives after its micro-batch has begun
      problem = check.problem(reading, timestamp, records.batchTime());
    }
    if (problem != null) {
      send(
          new DeadLetter(
              topic, records.partition(record), records.offset(record), timestamp, problem, value));
    }
    if (times != null) {
      if (problem == null) {
        times.add(records.partition(record), records.offset(record), reading.number(time));
      } else {
        times.addDead(records.partition(record), records.offset(record));
      }
    }
    return problem;
  }

  private void send(DeadLetter deadLetter) {
    if (outbox == null) {
      outbox = deadLetters.open();
    }
    outbox.add(deadLetter);
  }

  /** Spark calls this method before a task succeeds; an exception fails the task. */
  private void end() {
    if (times != null) {
      times.end();
    }
    if (outbox == null) {
      return;
    }
    try (DeadLetterSink.Outbox closed = outbox) {
      if (!task.isFailed()) {
        closed.flush();
      }
    }
  }
}
