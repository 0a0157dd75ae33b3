package io.tidemark.cli.text;

import java.util.function.Consumer;

/** Passes a line on unless it equals the previous line. */
public final class ChangedLines implements Consumer<String> {
  private final Consumer<String> say;
  private String last = "";

  public ChangedLines(Consumer<String> say) {
    this.say = say;
  }

  @Override
  public void accept(String line) {
    if (!line.equals(last)) {
      last = line;
      say.accept(line);
    }
  }
}
