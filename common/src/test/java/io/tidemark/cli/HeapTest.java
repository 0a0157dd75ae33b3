package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

class HeapTest {
  @Command(name = "greedy")
  private static final class Greedy implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new OutOfMemoryError("Java heap space");
    }
  }

  @Test
  void theVariableReplacesTheSizeByDefault() {
    assertThat(Heap.option(Map.of("A", "2g"), "A", "512m")).isEqualTo("-Xmx2g");
    assertThat(Heap.option(Map.of("A", ""), "A", "512m")).isEqualTo("-Xmx512m");
    assertThat(Heap.option(Map.of(), "A", "512m")).isEqualTo("-Xmx512m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2 g", "-1", "much", "0", "2gb", "1.5g"})
  void whatIsNoSizeIsNamed(String size) {
    assertThatThrownBy(() -> Heap.option(Map.of("A", size), "A", "512m"))
        .isInstanceOf(UsageError.class)
        .hasMessage("A: expected a size such as 512m or 2g, found '" + size + "'");
  }

  @Test
  void aFullHeapIsOneLineThatSaysWhatToDo() {
    StringWriter said = new StringWriter();
    int code =
        Commands.run(
            Commands.commandLine(new Greedy()).setErr(new PrintWriter(said)), new String[0]);
    assertThat(code).isEqualTo(1);
    assertThat(said.toString().lines())
        .singleElement()
        .asString()
        .startsWith("greedy: out of memory: the heap of ")
        .contains("TIDEMARK_HEAP=2g", "TIDEMARK_JOB_HEAP=2g");
  }
}
