package io.tidemark.command;

import io.tidemark.cli.ReferencePage;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TidemarkReferenceTest {
  private final ReferencePage page =
      new ReferencePage("tidemark", new Tidemark(), Tidemark.factory());

  @Test
  void thePartOfTheReferenceIsWhatTheCommandsGive() throws IOException {
    page.mustHold();
  }

  @Test
  void everyDescriptionEndsWithTheDefault() {
    page.everyDescriptionMustEndWithTheDefault();
  }

  @Test
  void everyVariableHasOneMeaning() throws IOException {
    page.everyVariableMustHaveOneMeaning();
  }
}
