package io.tidemark.command;

import io.tidemark.stack.secure.Right;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The table of roles in docs/operations.md. */
record RoleTable(List<Row> rows) {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /**
   * @param kafka null for everything
   * @param druid null for everything
   */
  record Row(String role, Set<Right> kafka, Set<Right> druid) {}

  static RoleTable read() throws IOException {
    String text = Files.readString(Path.of("../docs/operations.md"));
    String section = text.substring(text.indexOf("\n## Roles\n"));
    return new RoleTable(
        section
            .lines()
            .dropWhile(line -> !line.startsWith("|---"))
            .skip(1)
            .takeWhile(line -> line.startsWith("|"))
            .map(RoleTable::row)
            .toList());
  }

  private static Row row(String line) {
    String[] cells = line.split(" *\\| *");
    return new Row(cells[1].replace("`", ""), rights(cells[3]), rights(cells[4]));
  }

  private static Set<Right> rights(String cell) {
    if (cell.equals("everything")) {
      return null;
    }
    return CODE.matcher(cell)
        .results()
        .map(code -> Right.of(code.group(1)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The rights in Kafka of every role that has some. */
  Map<String, Set<Right>> kafka() {
    Map<String, Set<Right>> all = new TreeMap<>();
    rows.stream()
        .filter(row -> row.kafka() != null && !row.kafka().isEmpty())
        .forEach(row -> all.put(row.role(), row.kafka()));
    return all;
  }

  /** The rights in Druid of every role that has some. */
  Map<String, Set<Right>> druid() {
    Map<String, Set<Right>> all = new TreeMap<>();
    rows.stream()
        .filter(row -> row.druid() != null && !row.druid().isEmpty())
        .forEach(row -> all.put(row.role(), row.druid()));
    return all;
  }
}
