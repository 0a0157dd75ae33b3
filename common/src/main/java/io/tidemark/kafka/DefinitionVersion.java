package io.tidemark.kafka;

import io.tidemark.cli.UserError;
import io.tidemark.model.change.DefinitionChanges;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionException;
import io.tidemark.model.yaml.DefinitionReader;
import java.time.Instant;

/**
 * A definition of a stream, and the windows that belong to it: those that end after {@code from},
 * and not after {@code to}.
 *
 * @param from epoch milliseconds, as {@code to}; {@link Long#MIN_VALUE} when it has always been in
 *     force
 * @param to {@link Long#MAX_VALUE} for the definition that is in force now
 * @param text the YAML of the definition
 * @param pending whether the definition before still has windows to write that end by {@code from}:
 *     until then that one is in force, and its job writes no others
 */
public record DefinitionVersion(long from, long to, String text, boolean pending) {
  /** A version that is in force or was. */
  public DefinitionVersion(long from, long to, String text) {
    this(from, to, text, false);
  }

  /**
   * The definition.
   *
   * @throws UserError when this release does not read it
   */
  public StreamDefinition definition() {
    try {
      return DefinitionReader.parse(text, "the definition in the history of the stream");
    } catch (DefinitionException e) {
      throw new UserError(e.getMessage() + "; another release of Tidemark has written it", e);
    }
  }

  /** Whether another definition gives the same records, rows and state of the job. */
  public boolean isSame(StreamDefinition other) {
    return DefinitionChanges.same(definition(), other);
  }

  /** Whether it has not always been in force. */
  public boolean hasBoundary() {
    return from != Long.MIN_VALUE;
  }

  /**
   * The start of the first of its windows, epoch milliseconds; {@link Long#MIN_VALUE} when it has
   * always been in force.
   */
  public long firstWindow(StreamDefinition.Aggregated windows) {
    return hasBoundary() ? firstAfter(from, windows) : from;
  }

  /** The start of the first window of the next definition; {@link Long#MAX_VALUE} without one. */
  public long nextWindow(StreamDefinition.Aggregated windows) {
    return to == Long.MAX_VALUE ? to : firstAfter(to, windows);
  }

  /** The start of the first window that ends after a boundary. */
  private static long firstAfter(long boundary, StreamDefinition.Aggregated windows) {
    return windows.windowStart(boundary - windows.window().toMillis()) + windows.slide().toMillis();
  }

  /** Its windows in words, such as {@code windows that end after 2026-01-01T00:00:00Z}. */
  public String windows() {
    String after = hasBoundary() ? " after " + Instant.ofEpochMilli(from) : "";
    String until = to == Long.MAX_VALUE ? "" : " by " + Instant.ofEpochMilli(to);
    return after.isEmpty() && until.isEmpty()
        ? "all windows"
        : "windows that end" + after + (after.isEmpty() || until.isEmpty() ? "" : " and") + until;
  }
}
