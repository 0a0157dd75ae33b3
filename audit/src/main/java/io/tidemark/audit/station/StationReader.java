package io.tidemark.audit.station;

import java.util.List;

/** Reads a station as it is now. */
@FunctionalInterface
public interface StationReader {
  /**
   * Reads it.
   *
   * @param notes gets the remarks for the report
   * @throws io.tidemark.cli.UserError when it cannot be read
   */
  Station read(List<String> notes);
}
