package io.tidemark.spark;

import io.tidemark.kafka.DeadLetter;
import io.tidemark.model.Field;
import io.tidemark.model.FieldType;
import io.tidemark.model.RawDecoder;
import io.tidemark.model.Reading;
import io.tidemark.model.StreamDefinition;
import io.tidemark.model.TimeLimits;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.unsafe.types.UTF8String;

/** Decodes the records of one task and keeps its dead letters. */
final class TaskDecoder {
  private final TaskContext task;
  private final String topic;
  private final RawDecoder decoder;
  private final TimeLimits.Check check;
  private final Reading reading;
  private final UnsafeRowWriter row;

  /** By column: the field's place in the reading, and whether it is a text. */
  private final int[] places;

  private final boolean[] texts;
  private final int time;

  private final DeadLetters deadLetters;

  /** Null until there is a letter. */
  private DeadLetters.Outbox outbox;

  TaskDecoder(
      StreamDefinition definition, TimeLimits limits, DeadLetters deadLetters, TaskContext task) {
    this.task = task;
    this.deadLetters = deadLetters;
    StreamDefinition.Raw raw = definition.raw();
    topic = raw.topic();
    decoder = new RawDecoder(raw);
    check = limits.check(definition);
    reading = new Reading(raw);
    List<Field> fields = definition.used();
    places = fields.stream().mapToInt(raw::indexOf).toArray();
    texts = new boolean[places.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = fields.get(i).type() == FieldType.STRING;
    }
    time = raw.indexOf(raw.time());
    row = new UnsafeRowWriter(places.length + 2);
  }

  TaskContext task() {
    return task;
  }

  /** The columns of {@link RawReadings#schema}, in a row that the next call overwrites. */
  InternalRow decode(byte[] value, int partition, long offset, long arrival) {
    String problem = decoder.decode(value, reading);
    if (problem == null) {
      problem = check.problem(reading, arrival, arrival);
    }
    row.reset();
    row.zeroOutNullBytes();
    if (problem == null) {
      writeReading();
    } else {
      writeProblem(problem);
      keep(new DeadLetter(topic, partition, offset, problem, value));
    }
    return row.getRow();
  }

  private void writeReading() {
    boolean heartbeat = reading.heartbeat();
    for (int i = 0; i < places.length; i++) {
      int place = places[i];
      if (heartbeat && place != time) {
        row.setNullAt(i);
      } else if (texts[i]) {
        row.write(i, reading.utf8(place));
      } else {
        row.write(i, reading.number(place));
      }
    }
    row.write(places.length, heartbeat);
    row.setNullAt(places.length + 1);
  }

  private void writeProblem(String problem) {
    for (int i = 0; i < places.length; i++) {
      row.setNullAt(i);
    }
    row.write(places.length, false);
    row.write(places.length + 1, UTF8String.fromString(problem));
  }

  private void keep(DeadLetter letter) {
    if (outbox == null) {
      outbox = deadLetters.open();
    }
    outbox.add(letter);
  }

  /**
   * Ends the task's letters. Spark calls it before a task has succeeded; what it throws fails the
   * task.
   */
  void end() {
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
