package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

class EnvironmentDefaultsTest {
  /** Options of a group, as the commands have them. */
  static final class Range {
    @Option(names = "--from")
    String from;

    @Option(names = "--client-id")
    String clientId;
  }

  @Command(name = "tail", mixinStandardHelpOptions = true, footer = "the end")
  static final class Tail implements Runnable {
    @Mixin Range range;

    @Option(names = "--timeout")
    String timeout;

    @Override
    public void run() {}
  }

  @Command(name = "backfill")
  static final class Backfill implements Runnable {
    @Mixin Range range;

    @Option(names = "--timeout")
    String timeout;

    @Override
    public void run() {}
  }

  @Command(name = "growth", mixinStandardHelpOptions = true)
  static final class Growth implements Runnable {
    @Option(names = "--rate")
    String rate;

    @Override
    public void run() {}
  }

  @Command(name = "bench", subcommands = Growth.class)
  static final class Bench {}

  @Command(
      name = "tidemark",
      subcommands = {Tail.class, Backfill.class, Bench.class})
  static final class Root {}

  private final CommandLine tidemark = Commands.commandLine(new Root());
  private final CommandLine bench = tidemark.getSubcommands().get("bench");
  private final Tail tail = tidemark.getSubcommands().get("tail").getCommand();
  private final Backfill backfill = tidemark.getSubcommands().get("backfill").getCommand();
  private final Growth growth = bench.getSubcommands().get("growth").getCommand();

  @Test
  void anOptionWithOneMeaningIsReadFromOneVariableByEveryCommand() {
    run(Map.of("TIDEMARK_CLIENT_ID", "a"));
    assertThat(tail.range.clientId).isEqualTo("a");
    assertThat(backfill.range.clientId).isEqualTo("a");
  }

  @Test
  void anOptionWithSeveralMeaningsIsReadFromTheVariableOfItsCommandAlone() {
    run(Map.of("TIDEMARK_FROM", "x", "TIDEMARK_TAIL_FROM", "start"));
    assertThat(tail.range.from).isEqualTo("start");
    assertThat(backfill.range.from).isNull();
  }

  @Test
  void oneCommandMayGiveAnOptionItsOwnMeaning() {
    run(Map.of("TIDEMARK_TIMEOUT", "3m", "TIDEMARK_BACKFILL_TIMEOUT", "15m"));
    assertThat(tail.timeout).isEqualTo("3m");
    assertThat(backfill.timeout).isEqualTo("15m");
  }

  @Test
  void everyOptionOfTheBenchmarksIsReadFromTheVariableOfItsCommand() {
    run(Map.of("TIDEMARK_RATE", "1"));
    assertThat(growth.rate).isNull();
    run(Map.of("TIDEMARK_BENCH_GROWTH_RATE", "2"));
    assertThat(growth.rate).isEqualTo("2");
  }

  @Test
  void aVariableThatIsEmptyIsNotSet() {
    run(Map.of("TIDEMARK_CLIENT_ID", ""));
    assertThat(tail.range.clientId).isNull();
  }

  @Test
  void theHelpNamesTheVariablesBeforeTheFooter() {
    assertThat(help("tail"))
        .contains(
            "Every option is also read from the environment, --client-id as TIDEMARK_CLIENT_ID, but"
                + " --from as TIDEMARK_TAIL_FROM. the end");
    assertThat(help("bench", "growth"))
        .contains("from the environment, --rate as TIDEMARK_BENCH_GROWTH_RATE.");
  }

  private void run(Map<String, String> environment) {
    tidemark.setDefaultValueProvider(new EnvironmentDefaults(environment));
    assertThat(tidemark.execute("tail")).isZero();
    assertThat(tidemark.execute("backfill")).isZero();
    assertThat(tidemark.execute("bench", "growth")).isZero();
  }

  private String help(String... command) {
    StringWriter out = new StringWriter();
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.add("--help");
    tidemark.setOut(new PrintWriter(out)).execute(arguments.toArray(String[]::new));
    return out.toString().replaceAll("\\s+", " ");
  }
}
