package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The checked-in queries match the definitions. StreamIT runs them in Druid. */
class QueriesTest {
  private static final Pattern DATASOURCE =
      Pattern.compile("(?:FROM |\"dataSource\": )\"([a-z-]+)\"");

  @Test
  void everyStreamHasQueriesAndEveryQueryUsesTheDatasourcesOfItsStream() throws IOException {
    SortedSet<String> seen = new TreeSet<>();
    for (Map.Entry<String, StreamDefinition> stream : definitions().entrySet()) {
      StreamDefinition definition = stream.getValue();
      SortedSet<String> files = ProjectQueries.of(stream.getKey());
      assertThat(files).as(stream.getKey()).isNotEmpty();
      for (String file : files) {
        assertThat(datasources(ProjectQueries.text(file)))
            .as(file)
            .isNotEmpty()
            .isSubsetOf(topics(definition));
      }
      seen.addAll(files);
    }
    assertThat(files("../queries")).hasSize(seen.size() + 1).containsAll(seen);
  }

  @Test
  void aSqlFileBeginsWithWhatItAnswersAndANativeOneIsJson() throws IOException {
    for (String file : files("../queries")) {
      if (file.endsWith(".sql")) {
        // a semicolon at the end is for SQL shells; Druid accepts one statement without it
        assertThat(ProjectQueries.text(file)).as(file).startsWith("-- ").doesNotContain(";\n");
      } else if (file.endsWith(".json")) {
        assertThat(new ObjectMapper().readTree(ProjectQueries.text(file)).isObject())
            .as(file)
            .isTrue();
      } else {
        assertThat(file).isEqualTo("README.md");
      }
    }
  }

  @Test
  void theReadmeNamesEveryQuery() throws IOException {
    String readme = ProjectQueries.text("README.md");
    for (String query : files("../queries")) {
      assertThat(query.equals("README.md") || readme.contains("[" + query + "](" + query + ")"))
          .as(query)
          .isTrue();
    }
  }

  private static Map<String, StreamDefinition> definitions() throws IOException {
    Map<String, StreamDefinition> definitions = new TreeMap<>();
    for (String file : files("../streams")) {
      if (file.endsWith(".yaml")) {
        StreamDefinition definition = DefinitionReader.read(Path.of("../streams", file));
        definitions.put(definition.name(), definition);
      }
    }
    return definitions;
  }

  private static List<String> topics(StreamDefinition definition) {
    return Stream.concat(
            Stream.of(definition.raw().topic()), definition.aggregatedTopics().stream())
        .toList();
  }

  private static SortedSet<String> datasources(String query) {
    SortedSet<String> names = new TreeSet<>();
    // names in WITH clauses have underscores, names of datasources do not
    for (Matcher found = DATASOURCE.matcher(query); found.find(); ) {
      names.add(found.group(1));
    }
    return names;
  }

  private static List<String> files(String folder) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }
}
