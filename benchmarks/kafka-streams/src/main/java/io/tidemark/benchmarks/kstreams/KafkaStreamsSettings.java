package io.tidemark.benchmarks.kstreams;

import java.nio.file.Path;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;

/**
 * The configuration of Kafka Streams, for throughput as recommended on the <a
 * href="https://kafka.apache.org/43/documentation/streams/developer-guide/config-streams.html">page
 * on configuration</a>; all other settings have their defaults. State stores have a changelog,
 * because a task that moves to another thread would otherwise lose its state. Delivery is
 * at-least-once, the default.
 */
final class KafkaStreamsSettings {
  private KafkaStreamsSettings() {}

  /**
   * @param client settings of a Kafka client, with the address
   * @param state the folder of the state stores, used by no other application
   */
  static Properties ofANewApplication(Properties client, Path state) {
    Properties settings = new Properties();
    settings.putAll(client);
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "peer-" + UUID.randomUUID());
    settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    // one thread for each core
    settings.put(
        StreamsConfig.NUM_STREAM_THREADS_CONFIG, Runtime.getRuntime().availableProcessors());
    // The cache holds the updates of a window until a commit; with the default interval the last
    // windows would be delayed by 30 s.
    // https://kafka.apache.org/43/documentation/streams/developer-guide/memory-mgmt.html
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 500L);
    // skip records that cannot be deserialized
    settings.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueExceptionHandler.class);
    return settings;
  }
}
