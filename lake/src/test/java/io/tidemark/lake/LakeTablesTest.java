package io.tidemark.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UserError;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.testing.Definitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables in a real catalog on SQLite. */
class LakeTablesTest {
  private static final int PROGRAMS = 4;
  private static final String TEMP = "temp: {type: decimal, scale: 2, unit: °C, ";

  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();
  private LakeTables tables;

  @BeforeEach
  void openTheLake() {
    tables = new LakeTables(LakeCatalog.inFolder(folder).open());
  }

  @AfterEach
  void closeTheLake() {
    tables.close();
  }

  static List<StreamDefinition> definitions() throws IOException {
    List<StreamDefinition> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("../streams"))) {
      files
          .filter(file -> file.toString().endsWith(".yaml"))
          .sorted()
          .forEach(file -> all.add(DefinitionReader.read(file)));
    }
    all.add(Definitions.everything());
    return all;
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void everyStreamHasItsTablesAndTheyAreTheSameTheNextTime(StreamDefinition definition) {
    for (TableLayout layout : TableLayout.all(definition)) {
      Table created = tables.prepare(layout, said::add);
      assertThat(columns(created)).isEqualTo(columns(layout));
      assertThat(created.spec().toString()).isEqualTo(layout.partitions().toString());
      assertThat(created.properties()).containsEntry("tidemark.stream", definition.name());

      String before = metadata(created);
      assertThat(metadata(tables.prepare(layout, said::add))).isEqualTo(before);
    }
    assertThat(said).isEmpty();
  }

  @Test
  void aFieldThatTheDefinitionGetsIsANewColumnWithoutValuesInOldRows() {
    prepare(Definitions.SAMPLE);
    Table grown =
        prepare(
            Definitions.SAMPLE.replace(
                "state: {", "wet: {type: boolean, simulate: {probability: 0.5}}\n    state: {"));

    assertThat(columns(grown))
        .containsExactly(
            "time: required timestamptz",
            "entity: required long",
            "temp: required decimal(18, 2)",
            "state: required string",
            "kafka_partition: required int",
            "kafka_offset: required long",
            "wet: optional boolean");
    assertThat(said).isEmpty();
  }

  @Test
  void aFieldThatIsGoneStaysAndIsReportedInOneLine() {
    prepare(Definitions.SAMPLE);
    Table kept =
        prepare(
            Definitions.SAMPLE
                .replaceFirst(" +state: .*\n", "")
                .replace("    last_state: last(state)\n", ""));

    assertThat(columns(kept)).contains("state: optional string");
    assertThat(said)
        .containsExactly(
            "lake.sample.readings keeps columns that the definition does not have, and new rows"
                + " have no value of them: state");
  }

  @Test
  void aFieldThatMayHaveNoValueAnyMoreIsOptional() {
    prepare(Definitions.SAMPLE);
    Table relaxed = prepare(Definitions.SAMPLE.replace(TEMP, TEMP + "optional: true, "));

    assertThat(columns(relaxed)).contains("temp: optional decimal(18, 2)");
  }

  @Test
  void aTypeThatIcebergCannotConvertIsOneClearError() {
    prepare(Definitions.SAMPLE);

    assertThatThrownBy(() -> prepare(Definitions.SAMPLE.replace("scale: 2", "scale: 3")))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "lake.sample.readings: the column temp is decimal(18, 2), the definition makes it"
                + " decimal(18, 3), and Iceberg cannot convert it: give the field another name, or"
                + " archive into another lake (--lake)");
  }

  @Test
  void aColumnThatTheMeasureMakesWiderIsWidenedAndAWiderOneStays() {
    String narrow = Definitions.SAMPLE.replace("avg(temp)", "max(temp)");
    String wide = Definitions.SAMPLE.replace("avg(temp)", "sum(temp)");

    prepareWindows(narrow);
    assertThat(columns(prepareWindows(wide))).contains("avg_temp: required decimal(38, 2)");
    assertThat(columns(prepareWindows(narrow))).contains("avg_temp: required decimal(38, 2)");
  }

  @Test
  void anEventTimeOfAnotherNameIsRefusedBecauseTheTableIsPartitionedByIt() {
    prepare(Definitions.SAMPLE);

    assertThatThrownBy(
            () ->
                prepare(
                    Definitions.SAMPLE
                        .replace("time: time", "time: at")
                        .replace("time: {type", "at: {type")))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("lake.sample.readings is partitioned by time, which");
  }

  @Test
  void aNameThatDiffersInCaseAloneIsRefused() {
    prepare(Definitions.SAMPLE);

    assertThatThrownBy(
            () ->
                prepare(
                    Definitions.SAMPLE.replace("temp: {", "Temp: {").replace("(temp)", "(Temp)")))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "lake.sample.readings has the column temp, and the definition Temp");
  }

  @Test
  void theTableOfAnotherStreamIsRefused() {
    Table table = prepare(Definitions.SAMPLE);
    table.updateProperties().set("tidemark.stream", "other").commit();

    assertThatThrownBy(() -> prepare(Definitions.SAMPLE))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "lake.sample.readings: expected a table of stream sample, found one of stream other");

    table.updateProperties().remove("tidemark.stream").commit();
    assertThatThrownBy(() -> prepare(Definitions.SAMPLE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("found one without the table property tidemark.stream");
  }

  @Test
  void aTableThatIsNotThereIsNotFoundAndNotCreated() {
    TableLayout layout = TableLayout.readings(Definitions.sample());

    assertThat(tables.find(layout)).isEmpty();
    assertThat(tables.find(layout)).isEmpty();
  }

  @Test
  void severalProgramsMayPrepareANewLakeAndAGrowingTableAtOnce() throws Exception {
    Path lake = folder.resolve("new/lake");
    String grown =
        Definitions.SAMPLE.replace(
            "state: {", "wet: {type: boolean, simulate: {probability: 0.5}}\n    state: {");

    for (String yaml : List.of(Definitions.SAMPLE, grown)) {
      StreamDefinition definition = Definitions.read(yaml);
      for (List<String> columns : atOnce(lake, definition)) {
        assertThat(columns).isEqualTo(prepareAlone(lake, definition));
      }
    }
  }

  private List<List<String>> atOnce(Path lake, StreamDefinition definition) throws Exception {
    CyclicBarrier begin = new CyclicBarrier(PROGRAMS);
    Callable<List<String>> program =
        () -> {
          begin.await();
          return prepareAlone(lake, definition);
        };
    ExecutorService programs = Executors.newFixedThreadPool(PROGRAMS);
    try {
      List<Future<List<String>>> running = new ArrayList<>();
      for (int i = 0; i < PROGRAMS; i++) {
        running.add(programs.submit(program));
      }
      List<List<String>> results = new ArrayList<>();
      for (Future<List<String>> one : running) {
        results.add(one.get());
      }
      return results;
    } finally {
      programs.shutdownNow();
    }
  }

  private List<String> prepareAlone(Path lake, StreamDefinition definition) {
    try (LakeTables own = new LakeTables(LakeCatalog.inFolder(lake).open())) {
      return columns(own.prepare(TableLayout.readings(definition), said::add));
    }
  }

  private Table prepare(String yaml) {
    return tables.prepare(TableLayout.readings(Definitions.read(yaml)), said::add);
  }

  private Table prepareWindows(String yaml) {
    return tables.prepare(TableLayout.windows(Definitions.read(yaml)).get(0), said::add);
  }

  private static String metadata(Table table) {
    return ((HasTableOperations) table).operations().current().metadataFileLocation();
  }

  private static List<String> columns(Table table) {
    return table.schema().columns().stream().map(LakeTablesTest::column).toList();
  }

  private static List<String> columns(TableLayout layout) {
    return layout.schema().columns().stream().map(LakeTablesTest::column).toList();
  }

  private static String column(NestedField field) {
    return field.name() + ": " + (field.isOptional() ? "optional " : "required ") + field.type();
  }
}
