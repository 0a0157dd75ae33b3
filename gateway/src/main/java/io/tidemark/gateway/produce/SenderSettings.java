package io.tidemark.gateway.produce;

import io.tidemark.cli.UsageError;
import io.tidemark.kafka.ProducerSettings;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.utils.ExponentialBackoff;

/**
 * The settings of a sender, by the names of Kafka's producer.
 *
 * @param batchSize the most bytes of a batch that has more than one record
 * @param lingerMs how long a batch that is not full waits for more
 * @param requestSize the most bytes of a request that has more than one batch
 * @param requestTimeoutMs how long to wait for the answer to a request
 * @param deliveryTimeoutMs how long to try to send a record; the answer to a request under way is
 *     awaited
 * @param backoff the pause before a request is repeated, milliseconds
 */
record SenderSettings(
    ProducerConfig config,
    Compression compression,
    int batchSize,
    long lingerMs,
    int requestSize,
    int requestTimeoutMs,
    long deliveryTimeoutMs,
    ExponentialBackoff backoff) {

  /** What a user may not set, because the sender does it in one way. */
  private static final List<String> FIXED =
      List.of(
          ProducerConfig.PARTITIONER_CLASS_CONFIG,
          ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG,
          ProducerConfig.INTERCEPTOR_CLASSES_CONFIG,
          ProducerConfig.TRANSACTIONAL_ID_CONFIG);

  /**
   * @param client the address and the user's settings
   * @throws UsageError when they have one that the sender does not follow
   */
  static SenderSettings of(Properties client) {
    for (String name : FIXED) {
      if (client.containsKey(name)) {
        throw new UsageError(
            name
                + ": expected no value, because the gateway does not use it; see"
                + " --kafka-properties");
      }
    }
    Properties settings = new Properties();
    // records that come while a request is under way are the next batch, which may be large: a
    // partition has one under way
    settings.setProperty(ProducerConfig.LINGER_MS_CONFIG, "0");
    settings.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, "524288");
    settings.putAll(client);
    ProducerConfig config = config(ProducerSettings.with(settings));
    String acks = config.getString(ProducerConfig.ACKS_CONFIG);
    require("-1".equals(acks), ProducerConfig.ACKS_CONFIG, "all", acks);
    boolean idempotent = config.getBoolean(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG);
    require(idempotent, ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true", "false");
    return new SenderSettings(
        config,
        compression(config),
        config.getInt(ProducerConfig.BATCH_SIZE_CONFIG),
        config.getLong(ProducerConfig.LINGER_MS_CONFIG),
        config.getInt(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        config.getInt(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG),
        config.getInt(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG),
        new ExponentialBackoff(
            config.getLong(ProducerConfig.RETRY_BACKOFF_MS_CONFIG),
            2,
            config.getLong(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG),
            0.2));
  }

  private static ProducerConfig config(Properties settings) {
    try {
      return new ProducerConfig(settings);
    } catch (ConfigException e) {
      throw new UsageError(e.getMessage() + "; see --kafka-properties", e);
    }
  }

  private static void require(boolean right, String name, String expected, String found) {
    if (!right) {
      throw new UsageError(
          name
              + ": expected "
              + expected
              + ", without which readings can be lost or be there twice, found "
              + found
              + "; see --kafka-properties");
    }
  }

  private static Compression compression(ProducerConfig config) {
    CompressionType type =
        CompressionType.forName(config.getString(ProducerConfig.COMPRESSION_TYPE_CONFIG));
    return switch (type) {
      case GZIP ->
          Compression.gzip()
              .level(config.getInt(ProducerConfig.COMPRESSION_GZIP_LEVEL_CONFIG))
              .build();
      case LZ4 ->
          Compression.lz4()
              .level(config.getInt(ProducerConfig.COMPRESSION_LZ4_LEVEL_CONFIG))
              .build();
      case ZSTD ->
          Compression.zstd()
              .level(config.getInt(ProducerConfig.COMPRESSION_ZSTD_LEVEL_CONFIG))
              .build();
      default -> Compression.of(type).build();
    };
  }
}
