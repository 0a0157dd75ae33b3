package io.tidemark.generator.run;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.DefinitionHistory;
import io.tidemark.kafka.DefinitionVersion;
import io.tidemark.kafka.ProducerSettings;
import io.tidemark.kafka.RawTopicState;
import io.tidemark.model.definition.StreamDefinition;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * The raw topic itself.
 *
 * @param client the settings of Kafka's clients, with the address
 */
public record KafkaDestination(Properties client) implements Destination {
  /** Windows of the definitions before are closed, whatever the watermark is now. */
  @Override
  public RawTopicState state(StreamDefinition definition) {
    RawTopicState state = RawTopicState.of(definition, client);
    return inForce(definition)
        .filter(DefinitionVersion::hasBoundary)
        .map(version -> state.closedAtLeast(version.from()))
        .orElse(state);
  }

  private Optional<DefinitionVersion> inForce(StreamDefinition definition) {
    try {
      return new DefinitionHistory(client, definition.name()).inForce();
    } catch (UserError e) {
      if (e.getCause() instanceof AuthorizationException) {
        // a login that may only write to the raw topic
        return Optional.empty();
      }
      throw e;
    }
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
