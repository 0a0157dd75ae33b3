package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DescribeCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private Path definition;

  @BeforeEach
  void setUp() throws IOException {
    definition = folder.resolve("sensor-data.yaml");
    Files.copy(Path.of("../streams/sensor-data.yaml"), definition);
    Files.createDirectory(folder.resolve("specs"));
  }

  @Test
  void printsTheReferenceAndWritesNothing() throws IOException {
    describe();
    assertThat(out.toString())
        .isEqualTo(StreamReference.markdown(DefinitionReader.read(definition)));
    assertThat(folder.resolve("sensor-data.md")).doesNotExist();
  }

  @Test
  void writesTheFilesAndReportsThem() {
    describe("--write");
    assertThat(out.toString().lines())
        .contains(
            "created   " + folder.resolve("dashboards/dashboards/sensor-data.yaml"),
            "created   " + folder.resolve("sensor-data.md"),
            "created   " + folder.resolve("sensor-data.schema.json"),
            "created   " + folder.resolve("specs/sensor-data-raw.json"),
            "created   " + folder.resolve("specs/sensor-data-aggregated.json"));
    assertThat(folder.resolve("specs/sensor-data-raw.json"))
        .hasSameTextualContentAs(Path.of("../supervisor-specs/specs/sensor-data-raw.json"));
  }

  @Test
  void writesAgainOnlyWhatIsNotCurrent() throws IOException {
    describe("--write");
    Files.writeString(folder.resolve("sensor-data.md"), "edited by hand");
    out.getBuffer().setLength(0);
    describe("--write");
    assertThat(out.toString())
        .contains("changed   " + folder.resolve("sensor-data.md"))
        .contains("unchanged " + folder.resolve("sensor-data.schema.json"));
    assertThat(folder.resolve("sensor-data.md")).content().startsWith("# sensor-data");
  }

  @Test
  void deletesWhatTheDefinitionNoLongerGives() throws IOException {
    describe("--write");
    Path charts = folder.resolve("dashboards/charts");
    Path other = Files.writeString(charts.resolve("sensor-data-other.yaml"), "of somebody else");
    assertThat(charts.resolve("sensor-data-map.yaml")).exists();
    Files.writeString(
        definition, Files.readString(definition).replaceAll("last_lat: +last\\(lat\\)\n", "\n"));
    out.getBuffer().setLength(0);
    describe("--write");
    assertThat(out.toString().lines())
        .contains(
            "deleted   " + charts.resolve("sensor-data-map.yaml"),
            "deleted   "
                + folder.resolve("dashboards/datasets/Druid/sensor-data-last-positions.yaml"));
    assertThat(charts.resolve("sensor-data-map.yaml")).doesNotExist();
    assertThat(other).exists();
  }

  private void describe(String... options) {
    CommandLine line = new CommandLine(new DescribeCommand()).setOut(new PrintWriter(out));
    String[] fixed = {
      "--stream", definition.toString(),
      "--specs", folder.resolve("specs").toString(),
      "--dashboards", folder.resolve("dashboards").toString()
    };
    String[] all = java.util.Arrays.copyOf(fixed, fixed.length + options.length);
    System.arraycopy(options, 0, all, fixed.length, options.length);
    assertThat(line.execute(all)).isZero();
  }
}
