package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.cli.ProjectVersion;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.ledger.LedgerJournal;
import io.tidemark.model.ledger.RunJournals;
import io.tidemark.model.ledger.RunLedger;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files of earlier releases that are read without services; {@code EarlierReleaseIT} has the rest.
 */
class EarlierReleaseTest {
  static final Path RELEASES = Path.of("src/test/resources/releases");
  private static final String DEFINITIONS = "definitions";
  private static final int LIMIT = 400_000;

  /** The version, without its suffix while it is developed. */
  static String thisRelease() {
    return ProjectVersion.read(ProjectVersion.class, "version.properties").replace("-SNAPSHOT", "");
  }

  /** The streams of all releases that are kept. */
  static Stream<KeptStream> kept() throws IOException {
    return releases().stream()
        .flatMap(release -> list(release).stream())
        .filter(one -> one.getFileName().toString().startsWith("kept-"))
        .map(KeptStream::new);
  }

  private static List<Path> releases() {
    return list(RELEASES).stream()
        .filter(folder -> folder.getFileName().toString().matches("\\d+\\.\\d+\\.\\d+"))
        .toList();
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Keeps the definitions of the project as they are. */
  static void keepDefinitions(Path release) throws IOException {
    Path copies = Files.createDirectories(release.resolve(DEFINITIONS));
    for (Path file : list(Path.of("../streams"))) {
      if (file.toString().endsWith(".yaml")) {
        Files.copy(file, copies.resolve(file.getFileName()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kept")
  void aCheckpointOfAnEarlierReleaseFitsItsDefinition(KeptStream kept) throws IOException {
    JsonNode owner = new JsonMapper().readTree(kept.checkpointFile(KeptStream.OWNER));
    assertThat(owner.path("aggregation").textValue()).isEqualTo(kept.definition().stateShape());
  }

  @ParameterizedTest
  @MethodSource("kept")
  void theLedgersAndTheJournalOfAnEarlierReleaseAreRead(KeptStream kept) throws IOException {
    assertThat(kept.ledgers()).hasSize(2);
    for (Path file : kept.ledgers()) {
      RunLedger ledger =
          RunJournals.isJournal(file)
              ? LedgerJournal.read(file).orElseThrow()
              : RunLedger.read(file);
      assertThat(ledger.stream()).isEqualTo(kept.name());
      assertThat(ledger.sent()).isGreaterThan(1_000);
      assertThat(ledger.windows()).isNotEmpty();
    }
  }

  @Test
  void theDefinitionsOfEarlierReleasesAreRead() {
    assertThat(releases()).isNotEmpty();
    for (Path release : releases()) {
      List<Path> definitions = list(release.resolve(DEFINITIONS));
      assertThat(definitions).hasSizeGreaterThan(5);
      for (Path file : definitions) {
        StreamDefinition definition = DefinitionReader.read(file);
        assertThat(file.getFileName()).hasToString(definition.name() + ".yaml");
      }
    }
  }

  @Test
  void theFilesAreSmallAndHaveNothingOfTheMachineThatMadeThem() throws IOException {
    for (Path release : releases()) {
      long size = 0;
      try (Stream<Path> files = Files.walk(release)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          size += Files.size(file);
          if (file.toString().matches(".*\\.(json|journal|yaml)")) {
            assertThat(file).content().doesNotContain("/tmp", "/home", "/work");
          }
        }
      }
      assertThat(size).as(release.toString()).isLessThan(LIMIT);
    }
  }
}
