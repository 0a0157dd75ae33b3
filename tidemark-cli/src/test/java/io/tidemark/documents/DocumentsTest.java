package io.tidemark.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files, commands and classes that the documents name exist. */
class DocumentsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final SourceTree SOURCES = new SourceTree(ROOT);

  private static final Pattern COMMAND =
      Pattern.compile("\\./tidemark +([a-z]+(?:-[a-z]+)*)(?: +([a-z][a-z-]*))?");

  /** A class or a method of a class; constants and topic names do not match. */
  private static final Pattern CLASS = Pattern.compile("([A-Z]\\w*[a-z]\\w*)(?:\\.[a-z]\\w*)?");

  /** Commands with subcommands, and the module that defines these. */
  private static final Map<String, String> SUBCOMMANDS =
      Map.of("aggregate", "spark-aggregator", "bench", "benchmarks/runner");

  private static final List<String> MODULES_WITH_COMMANDS =
      List.of(
          "tidemark-cli",
          "sensor-generator",
          "gateway",
          "supervisor-specs",
          "dashboards/superset",
          "audit",
          "backfill",
          "inspect",
          "local-stack",
          "lake/sql");

  @ParameterizedTest
  @CsvSource({"README.md, 130", "architecture.md, 250"})
  void theFirstPagesStayShort(String page, long most) throws IOException {
    assertThat(MarkdownFile.read(ROOT.resolve(page)).lines()).isLessThanOrEqualTo(most);
  }

  @Test
  void everyRelativeLinkPointsToAFileAndAHeadingThatExist() throws IOException {
    Set<String> broken = new TreeSet<>();
    for (MarkdownFile page : MarkdownFile.below(ROOT)) {
      for (String link : page.relativeLinks()) {
        if (!leadsSomewhere(page, link)) {
          broken.add(ROOT.relativize(page.path()) + " -> " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static boolean leadsSomewhere(MarkdownFile page, String link) throws IOException {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? page.path() : page.path().resolveSibling(file);
    return Files.exists(target)
        && (hash < 0 || MarkdownFile.read(target).anchors().contains(link.substring(hash + 1)));
  }

  @Test
  void everyCommandInADocumentIsOneOfTheProject() throws IOException {
    Set<String> commands = new TreeSet<>();
    for (String module : MODULES_WITH_COMMANDS) {
      commands.addAll(SOURCES.commands(module));
    }
    Set<String> unknown = new TreeSet<>();
    for (MarkdownFile page : MarkdownFile.below(ROOT)) {
      Matcher command = COMMAND.matcher(page.text());
      while (command.find()) {
        if (!commands.contains(command.group(1)) || !isSubcommand(command)) {
          unknown.add(ROOT.relativize(page.path()) + ": " + command.group());
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  private static boolean isSubcommand(Matcher command) throws IOException {
    String module = SUBCOMMANDS.get(command.group(1));
    return module == null
        || command.group(2) == null
        || SOURCES.commands(module).contains(command.group(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"architecture.md", "CONTRIBUTING.md"})
  void everyClassThatAPageNamesExists(String page) throws IOException {
    Set<String> types = SOURCES.types();
    Set<String> named = new TreeSet<>();
    for (String code : MarkdownFile.read(ROOT.resolve(page)).code()) {
      Matcher type = CLASS.matcher(code);
      if (type.matches()) {
        named.add(type.group(1));
      }
    }
    assertThat(named).isNotEmpty();
    named.removeAll(types);
    assertThat(named).isEmpty();
  }
}
