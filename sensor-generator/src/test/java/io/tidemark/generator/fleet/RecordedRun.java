package io.tidemark.generator.fleet;

import io.tidemark.cli.MetricsOption;
import io.tidemark.generator.TypedOptions;
import io.tidemark.generator.run.InMemoryBroker;
import io.tidemark.generator.run.KafkaDestination;
import io.tidemark.generator.run.RawSender;
import io.tidemark.generator.run.Run;
import io.tidemark.kafka.RawTopicState;
import io.tidemark.metrics.Metrics;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.RunLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.function.LongPredicate;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A run of the generator on a simulated clock, without a broker.
 *
 * @param outcome the result of the run
 * @param sent every record in the order of sending, heartbeats included
 * @param metrics the metrics at the end, in Prometheus' text format
 */
public record RecordedRun(
    StreamDefinition definition, Run.Outcome outcome, List<Sent> sent, String metrics) {
  private static final int PARTITIONS = 2;

  /** A record, and whether it was acknowledged. */
  public record Sent(ProducerRecord<byte[], byte[]> record, boolean acknowledged) {
    public byte[] value() {
      return record.value();
    }

    /** The record's key; null for a heartbeat. */
    public byte[] key() {
      return record.key();
    }
  }

  public static RecordedRun of(StreamDefinition definition, String args) {
    return of(definition, args, n -> false);
  }

  /**
   * Executes a run.
   *
   * @param refused the records that the broker rejects, counted from 0
   */
  public static RecordedRun of(StreamDefinition definition, String args, LongPredicate refused) {
    InMemoryBroker broker = new InMemoryBroker(definition.raw().topic(), PARTITIONS, refused);
    Metrics metrics = new MetricsOption().open(definition.name(), line -> {});
    FleetRun generator =
        new FleetRun(
            definition,
            TypedOptions.simulated(args),
            new KafkaDestination(new Properties()),
            line -> {});
    generator.show(metrics);
    Run.Outcome outcome =
        generator.run(
            new RawTopicState("id", PARTITIONS, OptionalLong.empty()),
            new RawSender(broker, definition.raw().topic(), PARTITIONS));
    List<Sent> sent = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : broker.history()) {
      sent.add(new Sent(record, !refused.test(sent.size())));
    }
    return new RecordedRun(definition, outcome, sent, metrics.text());
  }

  public RunLedger ledger() {
    return outcome.ledger();
  }

  /** The sent records without the heartbeats. */
  List<Sent> readings() {
    return sent.stream().filter(one -> one.key() != null).toList();
  }

  List<Sent> heartbeats() {
    return sent.stream().filter(one -> one.key() == null).toList();
  }
}
