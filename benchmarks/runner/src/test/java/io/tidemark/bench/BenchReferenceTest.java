package io.tidemark.bench;

import io.tidemark.cli.ReferencePage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchReferenceTest {
  private final ReferencePage page =
      new ReferencePage("bench", new BenchCommand(), CommandLine.defaultFactory());

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
