package io.tidemark.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.druid.FakeDruid;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DoctorCommandTest {
  private static final String NOBODY = "127.0.0.1:1";
  private static final String DEFINITION =
      """
      stream: sensors
      raw:
        topic: sensors-raw
        key: entity
        time: time
        fields:
          time: {type: timestamp}
          entity: {type: int}
      aggregated:
        topic: sensors-aggregated
        window: 1 minute
        watermark: 3 minutes
        by: [entity]
        measures:
          readings: count
      """;

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void withNothingUpEveryCheckHasItsLine() throws IOException {
    assertThat(run("--druid", "http://" + NOBODY)).isEqualTo(1);

    assertThat(out.toString().lines().toList())
        .hasSize(22)
        .anyMatch(line -> line.matches("TROUBLE  kafka .*no Kafka broker answers.* -> name .*"))
        .anyMatch(line -> line.matches("look     topic raw .*not checked: no Kafka -> .*kafka.*"))
        .anyMatch(line -> line.matches("TROUBLE  druid .*nothing answers.* -> name Druid's .*"))
        .anyMatch(line -> line.matches("look     segments .*not checked: no Druid -> .*druid.*"))
        .last()
        .asString()
        .endsWith("2 in trouble");
  }

  @Test
  void withoutKafkaDruidAndTheCheckpointAreStillChecked() throws IOException {
    Path checkpoint = folder.resolve("checkpoint");
    CheckpointFiles files =
        new CheckpointFiles(checkpoint).ownedBy("sensors-raw", "T1", DoctorStreams.minutes());
    files.begins(3, 62135596800000L, Map.of(0, 5L));
    files.begins(2, 62135596800000L, Map.of(0, 5L));
    try (FakeDruid druid = new FakeDruid()) {
      druid
          .on("GET /status/health", 200, "true")
          .on("GET /status", 200, "{\"version\":\"33.0.0\"}")
          .on("GET /druid/indexer/v1/leader", 200, "http://127.0.0.1:8090");

      run("--druid", druid.address().toString(), "--checkpoint", checkpoint.toString());
    }

    assertThat(out.toString().lines().toList())
        .anyMatch(line -> line.matches("look +checkpoint .*micro-batch 3,.*"))
        .anyMatch(line -> line.matches("fine +watermark .*watermark 1970-01-01T00:00:00Z.*"))
        .anyMatch(line -> line.matches("fine +clock of Druid .*"))
        .anyMatch(line -> line.matches("fine +overlord .*"))
        .anyMatch(line -> line.matches("TROUBLE +supervisor raw .*there is no supervisor.*"));
  }

  @Test
  void aLoginWithoutTheRightToReadTheStateStillSeesTheSupervisors() throws IOException {
    try (FakeDruid druid = new FakeDruid()) {
      druid
          .on("GET /status/health", 200, "true")
          .onAny("GET /druid/", 403, "{}")
          .on("GET /status", 403, "{}")
          .on("GET /druid/indexer/v1/supervisor/sensors-raw", 404, "")
          .on("GET /druid/indexer/v1/supervisor/sensors-raw/status", 404, "");

      run("--druid", druid.address().toString());
    }

    String denied = ".*not checked: a client without a login may not read %s in Druid at.*";
    String state =
        denied.formatted("the state of the services") + "-> write a login with STATE READ.*";
    String other =
        denied.formatted("the datasource sensors-aggregated")
            + "-> write a login with DATASOURCE READ.*";
    assertThat(out.toString().lines().toList())
        .anyMatch(line -> line.matches("look +druid " + state))
        .anyMatch(line -> line.matches("look +overlord " + state))
        .anyMatch(line -> line.matches("look +worker slots " + state))
        .anyMatch(line -> line.matches("look +segments " + state))
        .anyMatch(line -> line.matches("TROUBLE +supervisor raw .*there is no supervisor.*"))
        .anyMatch(line -> line.matches("look +supervisor aggregated " + other));
  }

  @Test
  void aWrongLoginIsTroubleOnce() throws IOException {
    try (FakeDruid druid = new FakeDruid()) {
      druid.requireAuthorization("Basic YTpi");
      run("--druid", druid.address().toString());
    }

    assertThat(out.toString().lines().toList())
        .anyMatch(line -> line.matches("TROUBLE +druid .*expects a login .* -> write basic.auth.*"))
        .anyMatch(line -> line.matches("look +overlord .*not checked: no Druid -> .*druid.*"));
  }

  @Test
  void theJsonHasTheSameChecks() throws IOException {
    Path json = folder.resolve("reports/doctor.json");

    run("--druid", "http://" + NOBODY, "--json", json.toString());

    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.path("stream").asText()).isEqualTo("sensors");
    assertThat(report.path("verdict").asText()).isEqualTo("TROUBLE");
    assertThat(report.path("checks")).hasSize(21);
    assertThat(report.at("/checks/3/name").asText()).isEqualTo("kafka");
    assertThat(report.at("/checks/3/advice").asText()).contains("--kafka");
  }

  @Test
  void theJsonOnStandardOutputIsAloneThere() throws IOException {
    run("--druid", "http://" + NOBODY, "--json", "-");

    assertThat(new ObjectMapper().readTree(out.toString()).path("checks")).hasSize(21);
    assertThat(err.toString()).contains("TROUBLE  kafka");
  }

  @Test
  void warningsDoNotFailTheCommand() {
    DoctorOutput output = new DoctorOutput(new PrintWriter(out), new PrintWriter(err), null);
    output.add(Check.fine("a", "well"));
    output.add(Check.look("b", "odd", "see"));

    assertThat(output.end("sensors")).isEqualTo(CheckStatus.LOOK);
    assertThat(out.toString().lines())
        .containsExactly(
            "fine     a                     well",
            "look     b                     odd -> see",
            "1 fine, 1 to look at, 0 in trouble");
  }

  private int run(String... options) throws IOException {
    Path definition = folder.resolve("sensors.yaml");
    Files.writeString(definition, DEFINITION);
    List<String> arguments =
        new ArrayList<>(List.of("--stream", definition.toString(), "--kafka", NOBODY));
    arguments.addAll(List.of(options));
    return new CommandLine(new DoctorCommand(() -> false))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments.toArray(String[]::new));
  }
}
