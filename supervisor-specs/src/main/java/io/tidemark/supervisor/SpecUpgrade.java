package io.tidemark.supervisor;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.cli.UserError;
import io.tidemark.druid.DruidClient;
import io.tidemark.kafka.KafkaBroker;
import io.tidemark.kafka.RecordEnds;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.retry.Deadline;
import io.tidemark.retry.RetryableException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * Changes the supervisors of a stream to another definition. Rows of the definition before are read
 * by the spec before, so that no column of theirs is lost; the supervisors go on from their
 * committed offsets, so that nothing is read twice and nothing is left out.
 *
 * @param kafka the settings of a Kafka client
 * @param consumers the settings of Druid's consumers
 * @param timeout for all steps together
 * @param say receives one line per step
 */
public record SpecUpgrade(
    Properties kafka,
    Properties consumers,
    DruidClient druid,
    Duration timeout,
    Consumer<String> say) {

  /**
   * Waits until Druid has read all rows of the definition before, then attaches the new one with as
   * many tasks as there are. A stream without supervisors is left alone.
   *
   * @param before the definition of the rows that are written
   * @param after the definition from now on
   * @throws UserError when the timeout expires, or Druid refuses a spec
   */
  public void change(StreamDefinition before, StreamDefinition after) {
    Deadline deadline = new Deadline(timeout, Attach.PAUSE, say);
    Supervisors supervisors = new Supervisors(druid);
    Optional<JsonNode> spec =
        deadline.await(
            "Druid's Overlord",
            Attach.DRUID_ADVICE,
            () -> {
              supervisors.ready();
              return supervisors.spec(after.raw().topic());
            });
    if (spec.isEmpty()) {
      say.accept("Druid has no supervisor of the stream; './tidemark attach' makes them");
      return;
    }
    before.aggregatedTopics().forEach(topic -> awaitRead(supervisors, topic, deadline));
    JsonNode io = spec.get().at("/spec/ioConfig");
    Attach.Settings settings =
        new Attach.Settings(
            Attach.Settings.DEFAULT.partitions(),
            0,
            io.path("taskCount").asInt(1),
            io.path("replicas").asInt(1),
            false,
            timeout);
    Attach.attach(after, kafka, consumers, druid, settings, say);
  }

  /** Waits until a supervisor's tasks have read a topic to its last record; its job is stopped. */
  private void awaitRead(Supervisors supervisors, String topic, Deadline deadline) {
    Map<Integer, Long> ends = RecordEnds.of(new KafkaBroker(kafka), topic);
    if (ends.isEmpty() || supervisors.spec(topic).isEmpty()) {
      return;
    }
    long start = System.nanoTime();
    deadline.await(
        "supervisor " + topic,
        Attach.SUPERVISOR_ADVICE,
        () -> {
          Map<Integer, Long> read = supervisors.work(topic).offsets();
          long left =
              ends.entrySet().stream()
                  .mapToLong(
                      end -> Math.max(0, end.getValue() - read.getOrDefault(end.getKey(), 0L)))
                  .sum();
          if (left > 0) {
            throw new RetryableException(left + " offsets of rows before the change are unread");
          }
          return null;
        });
    deadline.done("supervisor " + topic + ": has read all rows before the change", start);
  }
}
