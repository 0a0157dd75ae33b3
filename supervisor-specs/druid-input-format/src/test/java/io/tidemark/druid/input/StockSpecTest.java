package io.tidemark.druid.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Druid with the specs of this project, and the decoder: what is a row, and with which values. */
class StockSpecTest {
  private static final Path ROOT = Path.of("../..");
  private static final long SEED = Long.getLong("tidemark.seed", 20260101);
  private static final int MUTATED = Integer.getInteger("tidemark.records", 2_000);

  private static final Set<StockRules.Difference> SEEN =
      EnumSet.noneOf(StockRules.Difference.class);

  @ParameterizedTest
  @ValueSource(strings = {"lineorder", "sales", "sensor-data", "temperature", "visits"})
  void everyRecordIsARowInDruidIfItIsCounted(String stream) throws IOException {
    StreamDefinition definition =
        DefinitionReader.read(ROOT.resolve("streams/" + stream + ".yaml"));
    Function<byte[], List<Map<String, Object>>> druid =
        DruidClasses.reader(
            Files.readString(ROOT.resolve("supervisor-specs/specs/" + stream + "-raw.json")));
    StockRules rules = new StockRules(definition.raw());
    List<byte[]> golden = golden(stream);
    List<byte[]> records = new ArrayList<>(Mutations.worst(golden.get(0)));
    Mutations mutations = new Mutations(SEED);
    for (int i = 0; i < MUTATED; i++) {
      records.add(mutations.mutate(golden.get(i % golden.size())));
    }
    List<String> unexplained = new ArrayList<>();
    int rows = 0;
    for (byte[] record : records) {
      List<Map<String, Object>> stored;
      try {
        stored = druid.apply(record);
      } catch (IllegalStateException e) {
        unexplained.add(text(record) + " stops Druid: " + e.getMessage());
        continue;
      }
      List<Map<String, Object>> counted = rules.counted(record);
      rows += counted.size();
      if (!stored.equals(counted)) {
        rules
            .difference(record, stored)
            .ifPresentOrElse(
                SEEN::add,
                () -> unexplained.add(text(record) + " is " + stored + ", counted " + counted));
      }
    }
    assertThat(unexplained).isEmpty();
    assertThat(rows).as("records that are still readings").isBetween(300, records.size() - 300);
  }

  @AfterAll
  static void eachDifferenceThatIsKnownExists() {
    assertThat(SEEN).containsExactlyInAnyOrder(StockRules.Difference.values());
  }

  private static List<byte[]> golden(String stream) throws IOException {
    return Files.readAllLines(ROOT.resolve("streams/golden/" + stream + "-raw.jsonl")).stream()
        .map(line -> line.substring(line.indexOf('\t') + 1).getBytes(UTF_8))
        .toList();
  }

  private static String text(byte[] record) {
    String text = new String(record, UTF_8).replace("\0", "<0>");
    return text.length() < 300 ? text : text.substring(0, 300) + "... (" + record.length + ")";
  }
}
