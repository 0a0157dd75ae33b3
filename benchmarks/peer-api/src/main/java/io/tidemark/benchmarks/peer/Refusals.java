package io.tidemark.benchmarks.peer;

import io.tidemark.cli.UserError;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.StreamDefinition;

/**
 * Errors for parts of a definition that a peer does not compute as the job does. They are thrown
 * before any record is read, because the benchmark compares only programs with the same results.
 *
 * @param peer the name of the peer
 */
public record Refusals(String peer, StreamDefinition definition) {

  /**
   * Creates the error for a part of the definition.
   *
   * @param what the part, as written in the definition
   * @param why the missing feature of the peer
   */
  public UserError of(String what, String why) {
    return new UserError(
        "the peer in %s cannot take %s of %s: %s".formatted(peer, what, definition.name(), why));
  }

  /** Creates the error for a measure. */
  public UserError of(Measure measure, String why) {
    return of("'" + measure.name() + ": " + measure.expression() + "'", why);
  }

  /**
   * Requires that the definition uses no feature that all peers lack.
   *
   * @throws UserError for the first unsupported part
   */
  public void requireCommon() {
    if (!definition.raw().isPlain()) {
      throw of("the raw records", "it reads plain ones only, with every value in its own place");
    }
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
        case COUNT_VALUES -> throw of(measure, "it has no values that may be missing");
        case COUNT, SUM, AVG, MIN, MAX, FIRST, LAST -> {}
      }
    }
  }
}
