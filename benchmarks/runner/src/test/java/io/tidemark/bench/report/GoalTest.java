package io.tidemark.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.bench.ChartCommand;
import io.tidemark.cli.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GoalTest {
  private static final Goal RATIO = Goal.ratio("ours / theirs", List.of(0.5, 1.5, 1.0), 1.0);

  @Test
  void aRatioReachesItsGoalWhenTheMedianIsNotBelowIt() {
    assertThat(RATIO.isReached()).isTrue();
    assertThat(Goal.ratio("ours / theirs", List.of(0.99), 1.0).isReached()).isFalse();
  }

  @Test
  void aTimeReachesItsGoalWhenTheMedianIsBelowIt() {
    assertThat(Goal.seconds("wait", List.of(1.4, 1.6, 1.4), 1.5).isReached()).isTrue();
    assertThat(Goal.seconds("wait", List.of(1.5), 1.5).isReached()).isFalse();
  }

  @Test
  void aGoalIsReadAsALine() {
    assertThat(RATIO.found() + ", goal " + RATIO.bounds())
        .isEqualTo("1.00 (0.50 to 1.50), goal ≥ 1.00");
    assertThat(Goal.seconds("wait", List.of(1.4), 1.5).bounds()).isEqualTo("< 1.50 s");
  }

  @Test
  void thePictureNamesEveryGoalOfAllReports(@TempDir Path folder) throws Exception {
    Assumptions.assumeTrue(hasFonts(), "this Java draws no text");
    report(folder.resolve("one.json"), "ours / theirs");
    report(folder.resolve("two.json"), "that / this");
    assertThat(new CommandLine(new ChartCommand()).execute("--results", folder.toString()))
        .isZero();
    assertThat(folder.resolve("goals.svg"))
        .content()
        .contains("ours / theirs: 1.20 (1.10 to", "that / this: 1.20 (1.10 to", "<svg");
  }

  @Test
  void withoutAReportThereIsNoChartButAdvice(@TempDir Path folder) {
    ChartCommand chart = new ChartCommand();
    chart.results = folder;
    assertThatThrownBy(chart::call).isInstanceOf(UserError.class).hasMessageContaining("--json");
  }

  private static void report(Path file, String what) throws Exception {
    Files.writeString(
        file,
        """
        {"goals": [{"what": "%s", "unit": "", "figures": [1.1, 1.2, 1.3], "bound": 1.0,
        "atLeast": true}]}
        """
            .formatted(what));
  }

  private static boolean hasFonts() {
    try {
      System.setProperty("java.awt.headless", "true");
      new java.awt.Font("SansSerif", java.awt.Font.PLAIN, 12)
          .createGlyphVector(new java.awt.font.FontRenderContext(null, true, true), "text");
      return true;
    } catch (RuntimeException | Error e) {
      return false;
    }
  }
}
