package io.tidemark.spark.decode;

import io.tidemark.kafka.DeadLetter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends dead letters to a Kafka topic. A task that is executed again sends its dead letters again,
 * with the same keys.
 *
 * @param client settings of a Kafka client, the address among them
 */
public record DeadLetterTopicSink(String topic, HashMap<String, String> client)
    implements DeadLetterSink {

  private static final int LARGEST = 64 << 20;

  public DeadLetterTopicSink(String topic, Map<String, String> client) {
    this(topic, new HashMap<>(client));
  }

  @Override
  public Outbox open() {
    return new KafkaOutbox();
  }

  /** Creates its producer with the first dead letter, so that valid records cost nothing. */
  private final class KafkaOutbox implements Outbox {
    private Producer<byte[], byte[]> producer;
    private volatile Exception failure;

    @Override
    public void add(DeadLetter deadLetter) {
      if (producer == null) {
        producer = producer();
      }
      producer.send(
          deadLetter.toRecord(topic),
          (metadata, error) -> {
            if (error != null) {
              failure = error;
            }
          });
    }

    @Override
    public void flush() {
      if (producer != null) {
        producer.flush();
        if (failure != null) {
          throw new KafkaException(
              "dead letters could not be written to " + topic + ": " + failure, failure);
        }
      }
    }

    @Override
    public void close() {
      if (producer != null) {
        producer.close(Duration.ZERO);
      }
    }
  }

  private Producer<byte[], byte[]> producer() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.LINGER_MS_CONFIG, "10");
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    // a record that came in a compressed batch may exceed the default limits of a producer
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(LARGEST));
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(LARGEST));
    settings.putAll(client);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Without the settings, which can hold a password. */
  @Override
  public String toString() {
    return "dead letters for the topic " + topic;
  }
}
