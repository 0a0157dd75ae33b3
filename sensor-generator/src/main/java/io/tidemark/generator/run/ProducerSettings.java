package io.tidemark.generator.run;

import io.tidemark.cli.UsageError;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How the generator's producer is set: idempotent and {@code acks=all}, so that a retry neither
 * loses nor doubles a record, and with batches that are large enough for a flood.
 */
public final class ProducerSettings {
  private ProducerSettings() {}

  /**
   * The settings of Kafka's producer.
   *
   * @param client the address, and what a person sets besides; wins over the settings here
   */
  public static Properties with(Properties client) {
    Properties settings = new Properties();
    settings.setProperty(
        ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    settings.setProperty(
        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    settings.setProperty(ProducerConfig.ACKS_CONFIG, "all");
    settings.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    settings.setProperty(ProducerConfig.LINGER_MS_CONFIG, "10");
    settings.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, "131072");
    settings.setProperty(ProducerConfig.BUFFER_MEMORY_CONFIG, "67108864");
    settings.setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.putAll(client);
    return settings;
  }

  /**
   * The longest value that the producer takes, in bytes; a little less, because it counts what it
   * wraps around the value as well.
   *
   * @param client what a person sets
   * @throws UsageError when that is no length
   */
  public static int longestValue(Properties client) {
    String set = client.getProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "1048576");
    try {
      return Integer.parseInt(set.strip());
    } catch (NumberFormatException e) {
      throw new UsageError(
          ProducerConfig.MAX_REQUEST_SIZE_CONFIG
              + ": expected a number of bytes, found '"
              + set
              + "'; see --kafka-properties",
          e);
    }
  }
}
