package io.tidemark.backfill;

import io.tidemark.cli.UserError;
import io.tidemark.kafka.DefinitionHistory;
import io.tidemark.kafka.DefinitionVersion;
import io.tidemark.model.definition.StreamDefinition;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/** The windows that belong to the definition in force. */
final class WindowsInForce {
  private WindowsInForce() {}

  /**
   * Requires that no window belongs to a definition before, which would be computed by this one.
   *
   * @param from the start of the first window; null for all
   * @param kafka the settings of a Kafka client
   * @throws UserError when the first window belongs to a definition before, or another definition
   *     is in force
   */
  static void require(StreamDefinition definition, Instant from, Properties kafka) {
    Optional<DefinitionVersion> newest = new DefinitionHistory(kafka, definition.name()).newest();
    if (newest.filter(DefinitionVersion::hasBoundary).isEmpty()) {
      return;
    }
    long boundary = newest.get().from();
    long first = newest.get().firstWindow(definition.aggregated());
    if (from == null || from.toEpochMilli() < first) {
      throw new UserError(
          "windows that end by "
              + Instant.ofEpochMilli(boundary)
              + " belong to a definition before this one, and a backfill would compute them by this"
              + " one: expected --from "
              + Instant.ofEpochMilli(first)
              + " or later");
    }
  }
}
