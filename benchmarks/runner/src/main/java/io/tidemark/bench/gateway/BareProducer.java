package io.tidemark.bench.gateway;

import io.tidemark.cli.RootCause;
import io.tidemark.cli.UserError;
import io.tidemark.kafka.ProducerSettings;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Kafka's producer with the settings of the gateway's, and nothing before it. */
final class BareProducer {
  /** As {@code TopicWriter} of the gateway has it. */
  private static final String LINGER = "5";

  private BareProducer() {}

  /**
   * Sends readings as fast as the producer takes them.
   *
   * @return the seconds from the first record to the last acknowledgement
   */
  static double send(Properties client, String topic, FloodReadings readings, long count) {
    Properties settings = new Properties();
    settings.setProperty(ProducerConfig.LINGER_MS_CONFIG, LINGER);
    settings.putAll(client);
    AtomicReference<Exception> failure = new AtomicReference<>();
    Callback acknowledged =
        (metadata, error) -> {
          if (error != null) {
            failure.set(error);
          }
        };
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(ProducerSettings.with(settings))) {
      producer.partitionsFor(topic);
      long start = System.nanoTime();
      for (long i = 0; i < count; i++) {
        int one = (int) (i % readings.size());
        producer.send(
            new ProducerRecord<>(topic, readings.keys().get(one), readings.values().get(one)),
            acknowledged);
      }
      producer.flush();
      double seconds = (System.nanoTime() - start) / 1e9;
      if (failure.get() != null) {
        throw new UserError("Kafka took not all: " + RootCause.line(failure.get()), failure.get());
      }
      return seconds;
    }
  }
}
