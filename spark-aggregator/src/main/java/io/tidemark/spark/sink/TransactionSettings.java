package io.tidemark.spark.sink;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The settings of producers with transactions. */
final class TransactionSettings {
  /**
   * A producer pauses so long before it repeats a request of a transaction, and its sends wait
   * meanwhile. It repeats one whenever it has looked a coordinator up, and when the broker still
   * writes the markers of the transaction before: in nearly every epoch. Kafka's default is 100.
   * See {@code Sender.maybeSendAndPollTransactionalRequest} of the Kafka clients.
   */
  private static final String RETRY_BACKOFF_MS = "10";

  private TransactionSettings() {}

  /**
   * The settings of a producer; those that do not belong to its transactions are the caller's.
   *
   * @param client settings of a Kafka client, which win unless they would weaken exactly-once
   *     delivery
   */
  static Map<String, Object> of(Map<String, String> client, String transactionalId) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, RETRY_BACKOFF_MS);
    settings.putAll(client);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    return settings;
  }
}
