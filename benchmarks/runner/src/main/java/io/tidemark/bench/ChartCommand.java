package io.tidemark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.bench.report.Goal;
import io.tidemark.bench.report.GoalChart;
import io.tidemark.cli.UserError;
import io.tidemark.process.ProjectRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench chart}: draws the results as a chart. */
@Command(
    name = "chart",
    mixinStandardHelpOptions = true,
    description = "Draws the goals of all reports in a folder, and what was found, as SVG.")
public final class ChartCommand implements Callable<Integer> {
  @Option(
      names = "--results",
      paramLabel = "FOLDER",
      description = "What --json has written (default: benchmarks/results).")
  public Path results;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "The picture (default: goals.svg in that folder).")
  Path to;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Path folder = results == null ? ProjectRoot.current().resolve("benchmarks/results") : results;
    List<Goal> goals = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".json")).sorted().toList()) {
        goals.addAll(goals(file));
      }
    }
    if (goals.isEmpty()) {
      throw new UserError(
          "no goals in " + folder + ": run a benchmark with --json FILE in that folder first");
    }
    Path picture = to == null ? folder.resolve("goals.svg") : to;
    GoalChart.draw(goals, picture);
    spec.commandLine().getOut().println(picture);
    return 0;
  }

  private static List<Goal> goals(Path file) throws IOException {
    List<Goal> goals = new ArrayList<>();
    for (JsonNode goal : new ObjectMapper().readTree(file.toFile()).path("goals")) {
      List<Double> figures = new ArrayList<>();
      goal.path("figures").forEach(figure -> figures.add(figure.doubleValue()));
      goals.add(
          new Goal(
              goal.path("what").textValue(),
              figures,
              goal.path("unit").textValue(),
              goal.path("bound").doubleValue(),
              goal.path("atLeast").booleanValue()));
    }
    return goals;
  }
}
