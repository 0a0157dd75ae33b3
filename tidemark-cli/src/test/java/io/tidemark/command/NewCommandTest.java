package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionException;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class NewCommandTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"temperature", "a", "7", "null", "true", "0x1f", "1e5", "2026-01-01", "a-"})
  void whatIsWrittenIsADefinition(String name) {
    assertThat(create(name))
        .isEqualTo(
            """
            created %1$s/%2$s.yaml; next:
              ./tidemark demo --stream %2$s --streams %1$s
              ./tidemark describe --stream %2$s --streams %1$s --write
            beside a pipeline that runs, or after 'demo --keep', a live page and a dashboard:
              ./tidemark page --stream %2$s --streams %1$s
              ./tidemark dashboards --stream %2$s --streams %1$s
            """
                .formatted(folder, name));
    StreamDefinition definition = DefinitionReader.read(folder.resolve(name + ".yaml"));
    assertThat(definition.name()).isEqualTo(name);
    assertThat(definition.raw().topic()).isEqualTo(name + "-raw");
    assertThat(definition.aggregated().topic()).isEqualTo(name + "-aggregated");
    assertThat(definition.used()).isEqualTo(definition.raw().fields());
  }

  @Test
  void theLongestNameIsThatOfTheGrammar() throws IOException {
    String longest = "a".repeat(100);
    create(longest);
    Path file = folder.resolve(longest + ".yaml");
    assertThat(DefinitionReader.read(file).name()).isEqualTo(longest);

    Files.writeString(file, Files.readString(file).replace(longest, longest + "a"));
    assertThatThrownBy(() -> DefinitionReader.read(file)).isInstanceOf(DefinitionException.class);
    assertThatThrownBy(() -> create(longest + "a")).isInstanceOf(UsageError.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "A", "a_b", "ä", "a b", "../a", "a.yaml", "a\n", "a: b"})
  void aNameThatNoStreamCanHaveIsRefused(String name) {
    assertThatThrownBy(() -> create("--", name))
        .isInstanceOf(UsageError.class)
        .hasMessageStartingWith("expected a name of a-z, 0-9 and '-'");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFileThatIsThereStaysAsItIs() throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(file, "mine");
    assertThatThrownBy(() -> create("mine"))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("expected a name that is not taken, found " + file);
    assertThat(file).hasContent("mine");
  }

  @Test
  void aFolderThatIsMissingIsNotMade() {
    assertThatThrownBy(() -> create("mine", "--streams", folder.resolve("no").toString()))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("found no folder " + folder.resolve("no"));
  }

  @Test
  void theDefinitionInTheRepositoryIsWhatIsWritten() throws IOException {
    assertThat(create("temperature", "--print"))
        .isEqualTo(Files.readString(Path.of("../streams/temperature.yaml")));
    assertThat(folder).isEmptyDirectory();
  }

  private String create(String... arguments) {
    StringWriter out = new StringWriter();
    NewCommand command = new NewCommand();
    CommandLine line = new CommandLine(command).setOut(new PrintWriter(out));
    // options of the test come last and take precedence
    line.setOverwrittenOptionsAllowed(true);
    String[] all = new String[arguments.length + 2];
    all[0] = "--streams";
    all[1] = folder.toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    line.parseArgs(all);
    command.call();
    return out.toString();
  }
}
