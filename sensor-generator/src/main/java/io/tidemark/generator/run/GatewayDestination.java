package io.tidemark.generator.run;

import io.tidemark.kafka.RawTopicState;
import io.tidemark.model.definition.StreamDefinition;
import java.net.URI;
import java.util.OptionalLong;

/**
 * A gateway that takes readings by HTTP.
 *
 * @param address of the gateway, such as {@code http://127.0.0.1:8090}
 * @param batch the most readings of a request
 * @param token that the gateway asks for, or null
 */
public record GatewayDestination(URI address, int batch, String token) implements Destination {
  /** The most bytes of a request, well below what gateways take. */
  static final int BODY = 1 << 20;

  /** What Kafka takes by default, without its own overhead. */
  private static final int LONGEST = (1 << 20) - 256;

  @Override
  public RawTopicState state(StreamDefinition definition) {
    // the gateway knows the topic
    return new RawTopicState("", 0, OptionalLong.empty());
  }

  @Override
  public ReadingSender open(StreamDefinition definition, RawTopicState topic) {
    return new GatewaySender(address.resolve("/log/" + definition.name()), this);
  }

  @Override
  public int longestValue() {
    return LONGEST;
  }

  @Override
  public boolean hasLedger() {
    return false;
  }
}
