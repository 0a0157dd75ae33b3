package io.tidemark.command.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class UpgradePlanTest {
  @Test
  void everyChangeHasALineWithItsSignAndWhatItMeans() throws IOException {
    UpgradePlan plan =
        plan(
            "max_speed:     max(speed)",
            "max_speed: max(speed)\n    least_speed: min(speed)",
            "watermark: 3 minutes",
            "watermark: 5 minutes",
            "unit: km/h",
            "unit: mph");
    assertThat(plan.isAllowed()).isTrue();
    assertThat(plan.isEmpty()).isFalse();
    assertThat(plan.lines())
        .containsExactly(
            "~ the watermark 5m, before 3m: holds for windows after the boundary; older ones are"
                + " closed",
            "+ the measure least_speed: min(speed): windows after the boundary have it; null in"
                + " older rows of Druid and of the lake",
            "~ the unit of speed: nothing else changes");
  }

  @Test
  void whatMayNotChangeHasALineWithWhatToDoInstead() throws IOException {
    UpgradePlan plan = plan("by: [entity]", "by: [status]");
    assertThat(plan.isAllowed()).isFalse();
    assertThat(plan.lines())
        .containsExactly(
            "~ by: [status], before [entity]: NOT while data stays; define another stream, which can"
                + " read the same topic, or 'reset' begins anew with all of the stream");
  }

  @Test
  void unitsAloneNeedNoUpgrade() throws IOException {
    assertThat(plan("unit: km/h", "unit: mph").isEmpty()).isTrue();
  }

  @Test
  void windowsOfAnotherLengthBeginWhereOldAndNewOnesBothEnd() throws IOException {
    UpgradePlan plan = plan("window: 1 minute", "window: 6 minutes");
    assertThat(plan.isAllowed()).isTrue();
    assertThat(plan.lines())
        .containsExactly(
            "~ the windows of sensor-data-aggregated: 6m, before 1m: windows after the boundary, at"
                + " which old and new ones both end, have the new length; older rows keep theirs");
    assertThat(plan.steps().get(0)).contains("goes on until its watermark has passed that");
    assertThat(plan("watermark: 3 minutes", "watermark: 5 minutes").steps().get(0))
        .doesNotContain("goes on");
  }

  private static UpgradePlan plan(String... changes) throws IOException {
    return UpgradePlan.of(sensors(), sensors(changes));
  }

  private static StreamDefinition sensors(String... changes) throws IOException {
    String text = Files.readString(Path.of("../streams/sensor-data.yaml"));
    for (int i = 0; i < changes.length; i += 2) {
      assertThat(text).contains(changes[i]);
      text = text.replace(changes[i], changes[i + 1]);
    }
    return DefinitionReader.parse(text, "sensor-data");
  }
}
