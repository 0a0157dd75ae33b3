package io.tidemark.generator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import io.tidemark.generator.options.RecordingOptions;
import io.tidemark.generator.options.RecordingOptions.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingSampleTest {
  @TempDir Path folder;

  @Test
  void aRowIsAnObjectWithTheNamesOfTheColumns() throws IOException {
    RecordingSample sample =
        read("rows.csv", "time, a.b ,\"c\"\"\",d\n2026-01-01,1.50,\"x,y\",\n\nnext, 2 ,z,-0\n", 10);
    assertThat(sample.columns()).containsExactly("time", "a.b", "c\"", "d");
    assertThat(values(sample))
        .containsExactly(
            "{\"time\":\"2026-01-01\",\"a.b\":1.50,\"c\\\"\":\"x,y\"}",
            "{\"time\":\"next\",\"a.b\":2,\"c\\\"\":\"z\",\"d\":-0}");
    assertThat(sample.more()).isFalse();
  }

  @Test
  void theSeparatorIsTheOneWithMostCells() throws IOException {
    RecordingSample sample = read("rows.txt", "# a, comment\ntime;a,b;c\nx;1,5;2\n", 10);
    assertThat(sample.separator()).isEqualTo(";");
    assertThat(sample.usualSeparator()).as("the header has a comma too").isFalse();
    assertThat(sample.columns()).containsExactly("time", "a,b", "c");

    assertThat(read("rows.txt", "time;a\nx;1\n", 10).usualSeparator()).isTrue();
    assertThat(read("rows.tsv", "time\ta\nx\t1\n", 10).separator()).isEqualTo("\\t");
  }

  @Test
  void noOtherSeparatorIsSearchedForColumnsThatAreTyped() throws IOException {
    Path file = Files.writeString(folder.resolve("rows.txt"), "x;1\n");
    RecordingOptions options = new RecordingOptions(file.toString(), List.of("time", "a"), "UTF-8");
    assertThat(RecordingSample.read(options, 10).usualSeparator()).isFalse();
  }

  @Test
  void columnsThatStandTwiceAreLeftOut() throws IOException {
    assertThat(values(read("rows.csv", "time,x,x\nt,1,2\n", 10)))
        .containsExactly("{\"time\":\"t\"}");
  }

  @Test
  void whatIsNoRowHasAProblem() throws IOException {
    RecordingSample sample = read("rows.csv", "time,a\nt,1,2\nt,\"1\n", 10);
    assertThat(sample.records())
        .extracting(RecordingSample.SampledRecord::problem)
        .containsExactly(
            "expected 2 cells, as the header has, found 3",
            "expected a CSV row, found a quote that is not closed or text behind a closing quote");
  }

  @Test
  void onlyTheFirstRecordsAreRead() throws IOException {
    RecordingSample sample = read("rows.jsonl", "{\"a\":1}\n".repeat(5), 3);
    assertThat(sample.format()).isEqualTo(Format.JSONL);
    assertThat(sample.records()).hasSize(3);
    assertThat(sample.more()).isTrue();
    assertThat(read("rows.jsonl", "{\"a\":1}\n".repeat(3), 3).more()).isFalse();
  }

  @Test
  void aFirstLineOfValuesIsNoHeader() throws IOException {
    assertThatThrownBy(() -> read("rows.csv", "2026-01-01,1.5,a\n", 10))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("expected a first line with the names of the columns");

    Path file = Files.writeString(folder.resolve("rows.csv"), "2026-01-01,1.5,a\n");
    RecordingOptions options =
        new RecordingOptions(file.toString(), List.of("day", "value", "id"), "UTF-8");
    assertThat(values(RecordingSample.read(options, 10)))
        .containsExactly("{\"day\":\"2026-01-01\",\"value\":1.5,\"id\":\"a\"}");
  }

  private RecordingSample read(String name, String content, int most) throws IOException {
    Path file = Files.writeString(folder.resolve(name), content);
    return RecordingSample.read(new RecordingOptions(file.toString(), null, "UTF-8"), most);
  }

  private static List<String> values(RecordingSample sample) {
    return sample.records().stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .toList();
  }
}
