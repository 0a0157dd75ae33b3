package io.tidemark.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.bench.program.ProcessMemory;
import io.tidemark.cli.UsageError;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowthCaseTest {
  @TempDir Path folder;

  @Test
  void aDefinitionHasAsManyFieldsAsItsRecordsShallHave() throws IOException {
    for (int fields : List.of(4, 12, 40)) {
      StreamDefinition read = DefinitionReader.read(new GrowthCase(100, 4, fields).write(folder));
      assertThat(read.raw().fields()).hasSize(fields);
      assertThat(read.aggregated().measures()).hasSize(5);
    }
    assertThatThrownBy(() -> new GrowthCase(100, 4, 3)).isInstanceOf(UsageError.class);
  }

  @Test
  void memoryIsReadFromProc() {
    String status = "Name:\tjava\nVmHWM:\t  2048 kB\nVmRSS:\t  1024 kB\n";
    assertThat(ProcessMemory.read(status, "VmHWM")).isEqualTo(2 << 20);
    assertThat(ProcessMemory.read(status, "VmRSS")).isEqualTo(1 << 20);
    assertThatThrownBy(() -> ProcessMemory.read("", "VmRSS")).hasMessageContaining("VmRSS");
  }

  @Test
  void growthIsTheLastQuarterBesideTheSecond() {
    List<Long> warmsUp = List.of(1L, 5L, 100L, 100L, 100L, 100L, 105L, 105L);
    assertThat(Soak.growth(warmsUp)).isEqualTo(1.05);
    assertThat(Soak.flat(warmsUp)).isTrue();
    assertThat(Soak.flat(List.of(1L, 1L, 100L, 100L, 100L, 100L, 111L, 111L))).isFalse();
    assertThatThrownBy(() -> Soak.growth(List.of(1L, 2L, 3L)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
