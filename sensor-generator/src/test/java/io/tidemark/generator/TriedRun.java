package io.tidemark.generator;

import io.tidemark.cli.Metrics;
import io.tidemark.cli.MetricsOption;
import io.tidemark.model.Ledger;
import io.tidemark.model.StreamDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.function.LongPredicate;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A run of the generator on a simulated clock, without a broker.
 *
 * @param sent every record in the order of sending, heartbeats too
 * @param metrics what it shows at its end, in Prometheus' text format
 */
record TriedRun(StreamDefinition definition, Ledger ledger, List<Sent> sent, String metrics) {
  private static final int PARTITIONS = 2;

  /** A record, and whether it was acknowledged. */
  record Sent(ProducerRecord<byte[], byte[]> record, boolean acknowledged) {
    byte[] value() {
      return record.value();
    }

    /** The record's key; null for a heartbeat. */
    byte[] key() {
      return record.key();
    }
  }

  static TriedRun of(StreamDefinition definition, String args) {
    return of(definition, args, n -> false);
  }

  /**
   * Runs.
   *
   * @param refused which records the broker refuses, counted from 0
   */
  static TriedRun of(StreamDefinition definition, String args, LongPredicate refused) {
    TriedBroker broker = new TriedBroker(definition.raw().topic(), PARTITIONS, refused);
    Metrics metrics = new MetricsOption().open(definition.name(), line -> {});
    Generator generator =
        new Generator(definition, TypedOptions.simulated(args), new Properties(), line -> {});
    generator.show(metrics);
    Ledger ledger =
        generator.run(
            new RawTopicState("id", PARTITIONS, OptionalLong.empty()),
            new RawSender(broker, definition.raw().topic(), PARTITIONS));
    List<Sent> sent = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : broker.history()) {
      sent.add(new Sent(record, !refused.test(sent.size())));
    }
    return new TriedRun(definition, ledger, sent, metrics.text());
  }

  /** What the summary is made of. */
  Run.Outcome outcome() {
    return new Run.Outcome(ledger, List.of(), null);
  }

  /** What was sent but the heartbeats. */
  List<Sent> readings() {
    return sent.stream().filter(one -> one.key() != null).toList();
  }

  List<Sent> heartbeats() {
    return sent.stream().filter(one -> one.key() == null).toList();
  }
}
