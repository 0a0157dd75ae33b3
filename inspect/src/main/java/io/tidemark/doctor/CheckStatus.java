package io.tidemark.doctor;

import com.fasterxml.jackson.annotation.JsonValue;

/** The verdict of a check, from good to bad. */
enum CheckStatus {
  FINE("fine"),
  /** Not as expected, but the pipeline may still work. */
  LOOK("look"),
  /** The pipeline does not work, or will soon stop working. */
  TROUBLE("TROUBLE");

  private final String word;

  CheckStatus(String word) {
    this.word = word;
  }

  /** The word in the printed lines and in the JSON. */
  @JsonValue
  String word() {
    return word;
  }
}
