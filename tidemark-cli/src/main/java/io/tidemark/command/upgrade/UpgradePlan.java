package io.tidemark.command.upgrade;

import io.tidemark.model.change.DefinitionChange;
import io.tidemark.model.change.DefinitionChange.Part;
import io.tidemark.model.change.DefinitionChange.Sign;
import io.tidemark.model.change.DefinitionChanges;
import io.tidemark.model.definition.StreamDefinition;
import java.util.ArrayList;
import java.util.List;

/**
 * What a change of a definition means, before anything is done; a pure function of two definitions.
 *
 * @param changes all differences
 */
public record UpgradePlan(List<DefinitionChange> changes) {
  public UpgradePlan {
    changes = List.copyOf(changes);
  }

  /** The plan for a change from one definition to another. */
  public static UpgradePlan of(StreamDefinition before, StreamDefinition after) {
    return new UpgradePlan(DefinitionChanges.of(before, after));
  }

  /** Whether job, rows and supervisors stay as they are. */
  public boolean isEmpty() {
    return changes.stream().noneMatch(DefinitionChange::matters);
  }

  /** Whether every change may be done while data stays. */
  public boolean isAllowed() {
    return changes.stream().allMatch(DefinitionChange::isAllowed);
  }

  /** A line for each change: its sign, what it is, and what it means or what to do instead. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (DefinitionChange change : changes) {
      lines.add("%s %s: %s".formatted(change.sign().mark(), change.what(), meaning(change)));
    }
    return lines;
  }

  private static String meaning(DefinitionChange change) {
    boolean added = change.sign() == Sign.ADDED;
    boolean removed = change.sign() == Sign.REMOVED;
    return switch (change.part()) {
      case FIXED -> "NOT while data stays; " + change.instead();
      case SHOWN -> "nothing else changes";
      case FIELD ->
          added
              ? "null in older readings of Druid and of the lake"
              : "readings without a value count in windows after the boundary; dead letters of"
                  + " closed windows stay";
      case DERIVED -> "windows after the boundary are computed with it, older ones stay";
      case WHERE ->
          "windows after the boundary count by it, older ones stay; the audit takes their readings"
              + " from the raw topic, because the run ledgers count by one condition";
      case WATERMARK -> "holds for windows after the boundary; older ones are closed";
      case MEASURE ->
          removed
              ? "windows after the boundary do not have it; Druid and the lake keep the old values"
              : "windows after the boundary have it; null in older rows of Druid and of the lake";
      case WINDOWS -> "a topic and a datasource more; its first windows end after the boundary";
      case LENGTH ->
          "windows after the boundary, at which old and new ones both end, have the new length; older"
              + " rows keep theirs";
      case ORDER -> "the order of columns in new rows";
    };
  }

  /** What is done, in this order. */
  public List<String> steps() {
    boolean lengths = changes.stream().anyMatch(change -> change.part() == Part.LENGTH);
    return List.of(
        "1. the job runs once more with the definition before, and writes what is closed; the"
            + " boundary is where it ends"
            + (lengths
                ? ", or the next time at which old and new windows both end: the job then goes on"
                    + " until its watermark has passed that"
                : ""),
        "2. the definition is recorded: windows that end after the boundary belong to it",
        "3. Druid's supervisors change, after they have read all rows before",
        "4. you start the job again: it begins a new checkpoint from the topics by itself, and writes"
            + " the windows after the boundary. Restart 'aggregate archive' before it, if there is"
            + " one, so that no column is missing in the lake");
  }
}
