package io.tidemark.audit.report;

import io.tidemark.model.definition.StreamDefinition;

/** Words the option that names a stream in a command. */
final class StreamOptionText {
  /** The stream that commands take unless another is named. */
  private static final String DEFAULT_STREAM = "sensor-data";

  private StreamOptionText() {}

  /** The option after a blank, or nothing for the default stream. */
  static String of(StreamDefinition definition) {
    String name = definition.name();
    return name.equals(DEFAULT_STREAM) ? "" : " --stream " + name;
  }
}
