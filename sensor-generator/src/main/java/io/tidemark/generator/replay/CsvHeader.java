package io.tidemark.generator.replay;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.record.RowEncoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The columns of a CSV file, matched with the fields of a definition. A column has the path of its
 * field's value as its name; if none has, the only one whose name differs in upper and lower case
 * is taken.
 *
 * @param columns the names of the columns in order, blanks around them stripped; a column that
 *     differs in case has the name of its field
 * @param missing the names of required values for which no column was found
 * @param expected the names of all columns that the definition reads
 */
record CsvHeader(List<String> columns, List<String> missing, List<String> expected) {

  static CsvHeader of(StreamDefinition.Raw raw, Collection<String> names) {
    List<String> expected = RowEncoder.columns(raw);
    Set<String> optional =
        raw.fields().stream()
            .filter(Field::nullable)
            .flatMap(field -> field.raw().locations().stream())
            .map(location -> location.path().strip())
            .collect(Collectors.toSet());
    List<String> given = names.stream().map(String::strip).toList();
    List<String> columns = new ArrayList<>(given);
    List<String> missing = new ArrayList<>();
    for (String name : expected) {
      if (columns.contains(name)) {
        continue;
      }
      List<String> others =
          columns.stream()
              .filter(name::equalsIgnoreCase)
              .filter(c -> !expected.contains(c))
              .toList();
      long claims =
          expected.stream().filter(name::equalsIgnoreCase).filter(e -> !given.contains(e)).count();
      if (others.size() == 1 && claims == 1) {
        columns.set(columns.indexOf(others.get(0)), name);
      } else if (!optional.contains(name)) {
        missing.add(name);
      }
    }
    return new CsvHeader(columns, missing, expected);
  }

  /** The number of columns that were found. */
  int found() {
    return (int) expected.stream().filter(columns::contains).count();
  }

  /** A name that several columns have, or null. */
  String repeated() {
    return expected.stream()
        .filter(name -> columns.indexOf(name) != columns.lastIndexOf(name))
        .findFirst()
        .orElse(null);
  }
}
