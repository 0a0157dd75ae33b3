package io.tidemark.druid.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The one kind of record that is known to stop a task with a stock spec: Druid's parser calls
 * itself for each level, and Druid does not count an error of the JVM as unparseable.
 */
class DeepNestingTest {
  private Function<byte[], List<Map<String, Object>>> druid;

  @BeforeEach
  void setUp() throws IOException {
    druid =
        DruidClasses.reader(
            Files.readString(Path.of("../../supervisor-specs/specs/visits-raw.json")));
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1_000, 1_500})
  void aRecordOfSomeThousandLevelsIsARow(int levels) {
    assertThat(druid.apply(arrays(levels))).hasSize(1);
    assertThat(druid.apply(objects(levels))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {10_000, 100_000})
  void aRecordOfTenThousandLevelsStopsDruid(int levels) {
    for (byte[] record : List.of(arrays(levels), objects(levels))) {
      assertThatThrownBy(() -> druid.apply(record))
          .hasRootCauseInstanceOf(StackOverflowError.class);
    }
  }

  private static byte[] arrays(int levels) {
    return record("[".repeat(levels) + "]".repeat(levels));
  }

  private static byte[] objects(int levels) {
    return record("{\"a\":".repeat(levels) + "1" + "}".repeat(levels));
  }

  private static byte[] record(String deep) {
    return ("{\"ts\":1,\"uid\":\"a\",\"x\":" + deep + "}").getBytes(UTF_8);
  }
}
