package io.tidemark.benchmarks.kstreams;

import java.nio.file.Path;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;

/**
 * How Kafka Streams is set up, for throughput as its <a
 * href="https://kafka.apache.org/43/documentation/streams/developer-guide/config-streams.html">page
 * on configuration</a> says; what is not here is at its default. State has its changelog, or a task
 * that moves to another thread would lose it. It delivers at least once, its default.
 */
final class KafkaStreamsSettings {
  private KafkaStreamsSettings() {}

  /**
   * @param client where Kafka is
   * @param state a folder of its own
   */
  static Properties ofANewApplication(Properties client, Path state) {
    Properties settings = new Properties();
    settings.putAll(client);
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "peer-" + UUID.randomUUID());
    settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    // a thread for each core
    settings.put(
        StreamsConfig.NUM_STREAM_THREADS_CONFIG, Runtime.getRuntime().availableProcessors());
    // The cache collects the updates of a window until a commit; the default of 30 s would let the
    // last windows wait for so long.
    // https://kafka.apache.org/43/documentation/streams/developer-guide/memory-mgmt.html
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 500L);
    // a record that cannot be read does not stop the others
    settings.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueExceptionHandler.class);
    return settings;
  }
}
