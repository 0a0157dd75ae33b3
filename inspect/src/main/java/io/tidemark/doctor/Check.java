package io.tidemark.doctor;

import io.tidemark.cli.UserError;

/**
 * What one check came to.
 *
 * @param name what was looked at, the same in every run
 * @param found what was seen, in one line
 * @param advice what to do, a command where there is one; empty when all is fine
 */
record Check(String name, CheckStatus verdict, String found, String advice) {

  static Check fine(String name, String found) {
    return new Check(name, CheckStatus.FINE, found, "");
  }

  static Check look(String name, String found, String advice) {
    return new Check(name, CheckStatus.LOOK, found, advice);
  }

  static Check trouble(String name, String found, String advice) {
    return new Check(name, CheckStatus.TROUBLE, found, advice);
  }

  /** A failure in the project's own words: what came, and behind the last semicolon what to do. */
  static Check trouble(String name, UserError error) {
    String message = error.getMessage();
    int advice = message.lastIndexOf("; ");
    return advice < 0
        ? trouble(name, message, "")
        : trouble(name, message.substring(0, advice), message.substring(advice + 2));
  }
}
