package io.tidemark.spark;

import io.tidemark.cli.ReferencePage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class AggregatorReferenceTest {
  private final ReferencePage page =
      new ReferencePage("aggregate", new Aggregator(), CommandLine.defaultFactory());

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
