package io.tidemark.kafka;

import io.tidemark.cli.UsageError;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The settings of a producer of the raw topic: idempotent and {@code acks=all}, which prevents loss
 * and duplicates on a retry, and with batches that are large enough for a flood.
 */
public final class ProducerSettings {
  private ProducerSettings() {}

  /**
   * The settings of Kafka's producer.
   *
   * @param client the address and the user's settings, which override the settings here
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
   * The maximum length of a value in bytes. It is a little less than the producer's limit, which
   * includes the overhead of a record.
   *
   * @param client the user's settings
   * @throws UsageError when the limit in them is not a valid number
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
