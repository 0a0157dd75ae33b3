package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class NewFromSampleTest {
  private static final String ROWS =
      """
      time,meter,kWh
      2024-01-31T12:00:00Z,a,0.5
      2024-01-31T12:00:10Z,b,0.75
      2024-01-31T12:00:20Z,a,?
      2024-01-31T12:00:30Z,b,1 kWh
      2024-01-31T12:00:40Z,a,1.0
      2024-01-31T12:00:50Z,b,1.5
      2024-01-31T12:01:00Z,a,2.5
      """;

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void whatWasFoundIsPrintedAndTheNextCommandToo() throws IOException {
    Path rows = Files.writeString(folder.resolve("rows.csv"), ROWS);

    assertThat(run("meters", "--from", rows.toString())).isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
             COLUMN |  SEEN | VALUES       | EXAMPLES                                                         | NO VALUE | PROPOSAL
            --------+-------+--------------+------------------------------------------------------------------+----------+---------------------------
             time   | 100 % | text         | 2024-01-31T12:00:00Z, 2024-01-31T12:00:10Z, 2024-01-31T12:00:20Z | -        | time: the event time, iso
             meter  | 100 % | text         | a, b                                                             | -        | meter: string, key, by
             kWh    | 100 % | number, text | 0.5, 0.75, ?                                                     | '?'      | kWh: decimal(2), optional

            kWh: ? no number, and a dead letter: '1 kWh'
            the definition reads 6 of 7 records of the sample
              1 refused: kWh: expected a number, found a number with a unit or a text behind it; leave that out, or read it as a string; for example {"time":"2024-01-31T12:00:30Z","meter":"b","kWh":"1 kWh"}
            created %1$s/meters.yaml; next:
              ./tidemark demo --stream meters --streams %1$s --from %1$s/rows.csv
            beside a pipeline that runs, or after 'demo --keep', a live page and a dashboard:
              ./tidemark page --stream meters --streams %1$s
              ./tidemark dashboards --stream meters --streams %1$s
            """
                .replace("%1$s", folder.toString()));
    StreamDefinition definition = DefinitionReader.read(folder.resolve("meters.yaml"));
    assertThat(definition.name()).isEqualTo("meters");
    assertThat(definition.raw().key().name()).isEqualTo("meter");
  }

  @Test
  void withPrintTheDefinitionIsAllThatIsPrinted() throws IOException {
    Path rows = Files.writeString(folder.resolve("rows.csv"), ROWS);

    assertThat(run("meters", "--print", "--from", rows.toString())).isZero();

    assertThat(out.toString()).startsWith("# Made from 7 records").endsWith("max(kWh)\n");
    assertThat(err.toString()).contains("the definition reads 6 of 7 records");
    assertThat(folder.resolve("meters.yaml")).doesNotExist();
  }

  @Test
  void aFileThatIsThereStaysAsItIs() throws IOException {
    Path rows = Files.writeString(folder.resolve("rows.csv"), ROWS);
    Path file = Files.writeString(folder.resolve("meters.yaml"), "mine");
    assertThatThrownBy(() -> run("meters", "--from", rows.toString()))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("expected a name that is not taken, found " + file);
    assertThat(file).hasContent("mine");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void theNextCommandHasTheOptionsThatTheRecordingNeeds() throws IOException {
    Path rows =
        Files.write(
            folder.resolve("rows 1.txt"),
            "2999-01-31T12:00:00Z;caf\u00e9;1,5\n".repeat(2).getBytes(StandardCharsets.ISO_8859_1));

    int exit =
        run(
            "meters",
            "--from",
            rows.toString(),
            "--columns",
            "time,place,value",
            "--charset",
            "ISO-8859-1");

    assertThat(exit).isZero();
    assertThat(out.toString())
        .contains(
            (" --from '%s' --columns 'time,place,value' --separator ';' --charset ISO-8859-1"
                    + " --max-ahead off\n")
                .formatted(rows))
        .contains("./tidemark page --stream meters --streams " + folder + " --max-ahead off\n");
    assertThat(Files.readString(folder.resolve("meters.yaml")))
        .contains("decimal_comma: true")
        .contains("choice: [\"café\"]");
  }

  @Test
  void theNextCommandLetsInTheTimesOfTheSample() throws IOException {
    Path rows =
        Files.writeString(
            folder.resolve("old.csv"), "date,city,t\n1880-01-01,a,1.5\n1880-02-01,a,2.5\n");

    assertThat(run("meters", "--from", rows.toString())).isZero();

    assertThat(out.toString())
        .contains("the definition reads 2 of 2 records")
        .contains(" --from %s --earliest 0001-01-01T00:00:00Z\n".formatted(rows));
  }

  @Test
  void aDefinitionThatReadsNothingIsNotWritten() throws IOException {
    Path file =
        Files.writeString(folder.resolve("rows.jsonl"), "{\"time\":\"2026-02-31T12:00:00Z\"}\n");
    assertThat(run("meters", "--from", file.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("the definition reads 0 of 1 records of the sample");
    assertThat(folder.resolve("meters.yaml")).doesNotExist();
  }

  @Test
  void columnsAreThoseOfAFile() {
    assertThatThrownBy(() -> run("meters", "--columns", "a,b"))
        .isInstanceOf(UsageError.class)
        .hasMessage("--columns: expected --from with it, which names a CSV file");
    assertThatThrownBy(() -> run("meters", "--columns", "a,b", "--from", "topic:meters"))
        .isInstanceOf(UsageError.class);
  }

  private int run(String... arguments) {
    NewCommand command = new NewCommand();
    CommandLine line =
        new CommandLine(command).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] all = new String[arguments.length + 2];
    all[0] = "--streams";
    all[1] = folder.toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    line.parseArgs(all);
    return command.call();
  }
}
