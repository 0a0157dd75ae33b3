package io.tidemark.doctor;

import io.tidemark.cli.UserError;

/**
 * The result of one check.
 *
 * @param name of the checked part, the same in every run
 * @param found the finding, in one line
 * @param advice what to do, as a command where one exists; empty when all is fine
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

  /**
   * A failure from a {@link UserError}: the message up to the last semicolon is the finding, the
   * rest is the advice.
   */
  static Check trouble(String name, UserError error) {
    String message = error.getMessage();
    int advice = message.lastIndexOf("; ");
    return advice < 0
        ? trouble(name, message, "")
        : trouble(name, message.substring(0, advice), message.substring(advice + 2));
  }
}
