package io.tidemark.doctor;

import com.fasterxml.jackson.annotation.JsonValue;

/** How a check came out, from good to bad. */
enum CheckStatus {
  FINE("fine"),
  /** Not as expected; the pipeline may work all the same. */
  LOOK("look"),
  /** The pipeline does not work, or not for long. */
  TROUBLE("TROUBLE");

  private final String word;

  CheckStatus(String word) {
    this.word = word;
  }

  /** As it stands in the lines and in the JSON. */
  @JsonValue
  String word() {
    return word;
  }
}
