package io.tidemark.lake.sql;

import io.tidemark.lake.LakeTables;
import io.tidemark.lake.TableLayout;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.DefinitionReader;
import io.tidemark.query.ResultValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A checked-in question to the lake. */
public record LakeQuery(Path file) {
  static final Path FOLDER = Path.of("../../queries/lake");
  private static final Path STREAMS = Path.of("../../streams");

  /** All of them. */
  public static List<LakeQuery> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".sql"))
          .sorted()
          .map(LakeQuery::new)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Set<String> streams() {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(STREAMS)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".yaml"))
          .forEach(file -> names.add(file.replace(".yaml", "")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }

  static LakeQuery of(String name) {
    return new LakeQuery(FOLDER.resolve(name + ".sql"));
  }

  public String name() {
    return file.getFileName().toString();
  }

  public String text() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The stream whose name the file's begins with; the longest of several. */
  public StreamDefinition definition() {
    String stream =
        streams().stream()
            .filter(one -> name().startsWith(one + "-"))
            .reduce((one, other) -> one.length() > other.length() ? one : other)
            .orElseThrow(() -> new AssertionError(name() + " begins with no stream"));
    return DefinitionReader.read(STREAMS.resolve(stream + ".yaml"));
  }

  /** The rows by DuckDB, each value as text. */
  public List<List<String>> rows(LakeFixture lake) {
    List<LakeView> views = new ArrayList<>();
    try (LakeTables tables = lake.open()) {
      for (TableLayout layout : TableLayout.all(definition())) {
        views.add(
            tables
                .find(layout)
                .map(table -> LakeView.of(layout, table))
                .orElseGet(() -> LakeView.empty(layout)));
      }
    }
    List<List<String>> rows = new ArrayList<>();
    try (LakeDatabase database =
        LakeDatabase.open(TableLayout.namespace(definition()), views, "256MB", line -> {})) {
      database.query(
          text(),
          result -> {
            while (result.next()) {
              List<String> row = new ArrayList<>();
              for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                row.add(ResultValue.text(ResultValue.of(result.getObject(i))));
              }
              rows.add(row);
            }
          });
    }
    return rows;
  }

  @Override
  public String toString() {
    return name();
  }
}
