package io.tidemark.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.druid.DruidClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The checked-in queries, sent to Druid through its public API.
 *
 * @param druid the client of its router
 */
record ProjectQueries(DruidClient druid) {
  private static final Path FOLDER = Path.of("../queries");

  /** The names of the query files of a stream, whose name is the longest with which they begin. */
  static SortedSet<String> of(String stream) throws IOException {
    SortedSet<String> names = names(FOLDER, stream + "-", "");
    for (String longer : names(Path.of("../streams"), stream + "-", ".yaml")) {
      names.removeIf(name -> name.startsWith(longer.replace(".yaml", "-")));
    }
    return names;
  }

  private static SortedSet<String> names(Path folder, String begin, String end) throws IOException {
    SortedSet<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(begin) && name.endsWith(end))
          .forEach(names::add);
    }
    return names;
  }

  static String text(String file) throws IOException {
    return Files.readString(FOLDER.resolve(file));
  }

  /** The result rows of a file's query, each an object of its columns. */
  List<JsonNode> rows(String file) throws IOException {
    return file.endsWith(".json") ? ofNative(text(file)) : ofSql(text(file));
  }

  List<JsonNode> ofSql(String query) {
    List<JsonNode> rows = new ArrayList<>();
    String body = JsonNodeFactory.instance.objectNode().put("query", query).toString();
    post("/druid/v2/sql", body).forEach(rows::add);
    return rows;
  }

  List<JsonNode> ofNative(String query) {
    List<JsonNode> rows = new ArrayList<>();
    post("/druid/v2", query).forEach(group -> rows.add(group.path("event")));
    return rows;
  }

  private JsonNode post(String path, String body) {
    return druid.post(path, body).body();
  }
}
