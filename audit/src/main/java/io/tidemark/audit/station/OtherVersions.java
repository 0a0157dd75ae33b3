package io.tidemark.audit.station;

import io.tidemark.model.definition.StreamDefinition;
import java.util.List;

/**
 * The other definitions that a stream has had, beside the one that is audited.
 *
 * @param layouts the raw records of those that read other records, with their schemas
 * @param ledgersFit whether the run ledgers count by window as the audited definition does,
 *     whichever definition a run had
 * @param note which definition is audited; null without others
 */
public record OtherVersions(List<StreamDefinition.Raw> layouts, boolean ledgersFit, String note) {
  /** What a note begins with that says which definition is audited. */
  public static final String NOTE = "definition ";

  /** The definition has always been the same. */
  public static final OtherVersions NONE = new OtherVersions(List.of(), true, null);

  public OtherVersions {
    layouts = List.copyOf(layouts);
  }
}
