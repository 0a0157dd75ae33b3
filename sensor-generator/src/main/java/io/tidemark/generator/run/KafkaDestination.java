package io.tidemark.generator.run;

import io.tidemark.kafka.ProducerSettings;
import io.tidemark.kafka.RawTopicState;
import io.tidemark.model.definition.StreamDefinition;
import java.util.Properties;

/**
 * The raw topic itself.
 *
 * @param client the settings of Kafka's clients, with the address
 */
public record KafkaDestination(Properties client) implements Destination {
  @Override
  public RawTopicState state(StreamDefinition definition) {
    return RawTopicState.of(definition, client);
  }

  @Override
  public ReadingSender open(StreamDefinition definition, RawTopicState topic) {
    return new RawSender(client, definition.raw().topic(), topic.partitions());
  }

  @Override
  public int longestValue() {
    return ProducerSettings.longestValue(client);
  }

  @Override
  public boolean hasLedger() {
    return true;
  }

  /** Without the other settings, which can hold a password. */
  @Override
  public String toString() {
    return "Kafka at " + client.getProperty("bootstrap.servers");
  }
}
