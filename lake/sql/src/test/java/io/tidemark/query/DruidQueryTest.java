package io.tidemark.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.Commands;
import io.tidemark.druid.FakeDruid;
import io.tidemark.testing.Definitions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command with {@code --on druid}. StreamIT runs the checked-in queries in the real one. */
class DruidQueryTest {
  private static final String SQL = "POST /druid/v2/sql";
  private static final String ANSWER =
      """
      ["__time","entity","temp","list","none"]
      ["2026-01-01T00:00:00.000Z",7,20.50,["a","b"],null]
      ["2026-01-01T00:00:01.000Z",12,1.0E-3,[],true]

      """;

  @TempDir Path folder;
  @AutoClose private final FakeDruid druid = new FakeDruid();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @BeforeEach
  void aDruid() throws IOException {
    Files.writeString(folder.resolve("sample.yaml"), Definitions.SAMPLE);
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void giveTheStreamsBack() {
    System.setOut(out);
    System.setErr(err);
  }

  @Test
  void aTableHasDruidsColumnsAndAllPlacesOfItsNumbers() {
    druid.on(SQL, 200, ANSWER);

    assertThat(run("select * from \"sample-raw\"")).isZero();

    assertThat(printed().lines())
        .containsExactly(
            " __time                   | entity |   temp | list   | none",
            "--------------------------+--------+--------+--------+------",
            " 2026-01-01T00:00:00.000Z |      7 |  20.50 | [a, b] | -",
            " 2026-01-01T00:00:01.000Z |     12 | 0.0010 | []     | true");
    assertThat(said()).contains("2 rows");
    assertThat(druid.bodies(SQL).get(0))
        .contains("\"header\":true")
        .contains("sample-raw")
        .contains("\"sqlTimeZone\":\"UTC\"");
  }

  @Test
  void csvAndJsonHaveTheSameValues() {
    druid.on(SQL, 200, ANSWER);
    run("--csv", "select 1");
    run("--json", "select 1");

    assertThat(printed())
        .startsWith(
            "__time,entity,temp,list,none\r\n2026-01-01T00:00:00.000Z,7,20.50,\"[a, b]\",\r\n")
        .contains(
            "{\"__time\":\"2026-01-01T00:00:00.000Z\",\"entity\":7,\"temp\":20.50,"
                + "\"list\":[\"a\",\"b\"],\"none\":null}\n");
  }

  @Test
  void anAnswerThatBreaksOffIsAFailure() {
    druid.on(SQL, 200, ANSWER.stripTrailing() + "\n");

    assertThat(run("--csv", "select 1")).isEqualTo(1);
    assertThat(said()).contains("breaks off: it lacks its last line").hasLineCount(1);
  }

  @Test
  void aDatasourceThatIsMissingSaysWhichThereAre() {
    druid.on(SQL, 400, "{\"errorMessage\":\"Object 'nope' not found (line [1], column [15])\"}");

    assertThat(run("select * from nope")).isEqualTo(1);
    assertThat(said())
        .contains("those of the stream are sample-raw, sample-aggregated")
        .contains("./tidemark attach")
        .hasLineCount(1);
  }

  @Test
  void druidsOwnErrorIsOneLine() {
    druid.on(SQL, 400, "{\"errorMessage\":\"Column 'x' not found\\nin any table\"}");

    assertThat(run("select x from \"sample-raw\"")).isEqualTo(1);
    assertThat(said()).contains("Column 'x' not found in any table").hasLineCount(1);
  }

  @Test
  void optionsOfTheLakeAreWrongUsage() {
    assertThat(run("--memory", "1GB", "select 1")).isEqualTo(2);
    assertThat(said()).contains("--memory: it is for --on lake");
    assertThat(druid.requestCount(SQL)).isZero();
  }

  private int run(String... arguments) {
    List<String> all =
        Stream.concat(
                Stream.of(
                    "--stream",
                    folder + "/sample.yaml",
                    "--on",
                    "druid",
                    "--druid",
                    druid.address().toString()),
                Stream.of(arguments))
            .toList();
    return Commands.run(new QueryCommand(), all.toArray(String[]::new));
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
