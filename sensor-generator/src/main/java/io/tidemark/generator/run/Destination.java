package io.tidemark.generator.run;

import io.tidemark.kafka.RawTopicState;
import io.tidemark.model.definition.StreamDefinition;

/** Where a run sends its readings. */
public interface Destination {
  /**
   * The state of the topic before the run, as far as it is known here.
   *
   * @throws io.tidemark.cli.UserError when the destination does not answer
   */
  RawTopicState state(StreamDefinition definition);

  /**
   * Opens a sender.
   *
   * @param topic what {@link #state} has found
   */
  ReadingSender open(StreamDefinition definition, RawTopicState topic);

  /** The most bytes of a value. */
  int longestValue();

  /** Whether the run closes its windows and has a ledger; otherwise the gateway does both. */
  boolean hasLedger();
}
