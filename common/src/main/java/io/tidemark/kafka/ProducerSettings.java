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
  /** Kafka's own default of {@code delivery.timeout.ms}. */
  private static final long DELIVERY_MILLIS = 120_000;

  /** From the end of a record's time until its space in the buffer is free. */
  private static final long SPACE_MILLIS = 60_000;

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
   * The settings of a producer whose {@code send} waits while the broker is away: longer than any
   * record stays in the buffer, so that none fails for want of space.
   *
   * @param client as for {@link #with}
   */
  public static Properties waiting(Properties client) {
    Properties settings = with(client);
    if (settings.getProperty(ProducerConfig.MAX_BLOCK_MS_CONFIG) == null) {
      settings.setProperty(
          ProducerConfig.MAX_BLOCK_MS_CONFIG,
          Long.toString(deliveryMillis(settings) + SPACE_MILLIS));
    }
    return settings;
  }

  private static long deliveryMillis(Properties settings) {
    String set = settings.getProperty(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG);
    try {
      return set == null ? DELIVERY_MILLIS : Long.parseLong(set.strip());
    } catch (NumberFormatException e) {
      // the producer says what is wrong with it
      return DELIVERY_MILLIS;
    }
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
