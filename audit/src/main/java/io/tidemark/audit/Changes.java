package io.tidemark.audit;

import java.util.function.Consumer;

/** Passes a line on unless it says what the one before it said: nothing has moved since. */
public final class Changes implements Consumer<String> {
  private final Consumer<String> say;
  private String last = "";

  public Changes(Consumer<String> say) {
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
