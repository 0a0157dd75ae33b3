package io.tidemark.spark;

import io.tidemark.kafka.DeadLetter;
import io.tidemark.model.RawDecoder;
import io.tidemark.model.Reading;
import io.tidemark.model.StreamDefinition;
import io.tidemark.model.TimeLimits;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/** Decodes the records of one task and keeps its dead letters. */
final class TaskDecoder {
  private final TaskContext task;
  private final String topic;
  private final RawDecoder decoder;
  private final TimeLimits.Check check;
  private final Reading reading;
  private final DeadLetters deadLetters;

  /** Null until there is a letter. */
  private DeadLetters.Outbox outbox;

  /**
   * @param task ends with its letters kept, or fails
   */
  TaskDecoder(
      StreamDefinition definition, TimeLimits limits, DeadLetters deadLetters, TaskContext task) {
    this.task = task;
    this.deadLetters = deadLetters;
    StreamDefinition.Raw raw = definition.raw();
    topic = raw.topic();
    decoder = new RawDecoder(raw);
    check = limits.check(definition);
    reading = new Reading(raw);
    task.addTaskCompletionListener((TaskCompletionListener) ended -> end());
  }

  TaskContext task() {
    return task;
  }

  /** What the last record said, overwritten by the next. */
  Reading reading() {
    return reading;
  }

  /**
   * Decodes one record.
   *
   * @return null when {@link #reading} can be counted, otherwise why it cannot; then the record is
   *     a dead letter
   */
  String decode(byte[] value, int partition, long offset, long arrival) {
    String problem = decoder.decode(value, reading);
    if (problem == null) {
      problem = check.problem(reading, arrival, arrival);
    }
    if (problem != null) {
      keep(new DeadLetter(topic, partition, offset, problem, value));
    }
    return problem;
  }

  private void keep(DeadLetter letter) {
    if (outbox == null) {
      outbox = deadLetters.open();
    }
    outbox.add(letter);
  }

  /** Spark calls it before a task has succeeded; what it throws fails the task. */
  private void end() {
    if (outbox == null) {
      return;
    }
    try (DeadLetters.Outbox closed = outbox) {
      if (!task.isFailed()) {
        closed.flush();
      }
    }
  }
}
