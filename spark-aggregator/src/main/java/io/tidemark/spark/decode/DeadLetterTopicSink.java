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
 * The dead-letter topic. A task that is done again sends its letters again, with the same keys.
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

  /** Without letters there is no producer: clean data pays nothing. */
  private final class KafkaOutbox implements Outbox {
    private Producer<byte[], byte[]> producer;
    private volatile Exception failure;

    @Override
    public void add(DeadLetter letter) {
      if (producer == null) {
        producer = producer();
      }
      producer.send(
          letter.toRecord(topic),
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
    // what the broker took in a compressed batch may be larger than a producer sends by default
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(LARGEST));
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(LARGEST));
    settings.putAll(client);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
