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

/** Kafka's producer with batches as large as the gateway's, and nothing before it. */
final class BareProducer implements AutoCloseable {
  /** Kafka's default; a flood fills batches anyway. */
  private static final String LINGER = "5";

  /** As {@code SenderSettings} of the gateway has it. */
  private static final String BATCH_SIZE = "524288";

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;

  private BareProducer(KafkaProducer<byte[], byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  /** Opens a producer that knows the topic, as the gateway's does. */
  static BareProducer open(Properties client, String topic) {
    Properties settings = new Properties();
    settings.setProperty(ProducerConfig.LINGER_MS_CONFIG, LINGER);
    settings.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_SIZE);
    settings.setProperty(
        ProducerConfig.METADATA_MAX_IDLE_CONFIG, String.valueOf(Long.MAX_VALUE / 2));
    settings.putAll(client);
    KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(ProducerSettings.with(settings));
    producer.partitionsFor(topic);
    return new BareProducer(producer, topic);
  }

  /**
   * Sends readings as fast as the producer takes them.
   *
   * @return the seconds from the first record to the last acknowledgement
   */
  double send(FloodReadings readings, long count) {
    AtomicReference<Exception> failure = new AtomicReference<>();
    Callback acknowledged =
        (metadata, error) -> {
          if (error != null) {
            failure.set(error);
          }
        };
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

  @Override
  public void close() {
    producer.close();
  }
}
