package io.tidemark.benchmarks.peer;

import io.tidemark.cli.UserError;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;

/**
 * What a peer does not compute as the job does. It is refused before anything is read, because the
 * benchmark compares only programs that give the same windows.
 *
 * @param peer what the peer is called
 */
public record Refusals(String peer, StreamDefinition definition) {

  /**
   * The error for a part of the definition.
   *
   * @param what the part, as the definition has it
   * @param why what the peer lacks
   */
  public UserError of(String what, String why) {
    return new UserError(
        "the peer in %s cannot take %s of %s: %s".formatted(peer, what, definition.name(), why));
  }

  /** The error for a measure. */
  public UserError of(Measure measure, String why) {
    return of("'" + measure.name() + ": " + measure.expression() + "'", why);
  }

  /**
   * Requires that the definition has nothing that all peers lack.
   *
   * @throws UserError with the first part that they lack
   */
  public void requireCommon() {
    int kinds = definition.aggregates().size();
    if (kinds > 1) {
      throw of("the " + kinds + " kinds of windows", "it has windows of one kind only");
    }
    if (!definition.raw().derived().isEmpty()) {
      throw of(
          "the derived field '" + definition.raw().derived().get(0).name() + "'",
          "it has the fields of the raw records only");
    }
    if (definition.aggregated().deduplicate()) {
      throw of("'deduplicate: true'", "it counts a reading that comes again");
    }
    for (Measure measure : definition.aggregated().measures()) {
      switch (measure.function()) {
        case STDDEV -> throw of(measure, "it has no exact standard deviation");
        case DISTINCT -> throw of(measure, "it has no HyperLogLog sketch of Apache DataSketches");
        case QUANTILES -> throw of(measure, "it has no KLL sketch of Apache DataSketches");
        case COUNT, SUM, AVG, MIN, MAX, FIRST, LAST -> {}
      }
    }
  }
}
