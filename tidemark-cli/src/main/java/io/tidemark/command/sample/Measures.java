package io.tidemark.command.sample;

import io.tidemark.model.definition.FieldType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The measures that make sense for the fields. */
final class Measures {
  /** The number of measured fields that get three measures each. */
  private static final int MOST_IN_FULL = 12;

  private static final int FEW_VALUES = 20;
  private static final int LONGEST_TEXT = 60;

  /** Numbers that name something. */
  private static final Pattern NAMES_SOMETHING =
      Pattern.compile(
          "(?i)(.*_)?(id|code|type|kind|zip|port|status|index|nr|no|number|version|year|month|day)");

  private static final Pattern PLACE =
      Pattern.compile("(?i)(.*_)?(lat|lon|lng|latitude|longitude|coordinates_[0-9])");

  private final FieldNames names = new FieldNames();
  private final List<String> lines = new ArrayList<>();

  private Measures() {}

  /** The lines of the section {@code measures}, without indentation. */
  static List<String> of(List<FieldProposal> fields, Grouping grouping, int objects) {
    Measures measures = new Measures();
    if (grouping.by() != null) {
      measures.names.unique(grouping.by().name());
    }
    measures.lines.add(measures.names.unique("readings") + ": count");
    int full = 0;
    for (FieldProposal field : fields) {
      if (field == grouping.by()) {
        continue;
      }
      if (field.isNumber() && !namesSomething(field)) {
        boolean place = PLACE.matcher(field.name()).matches();
        if (place) {
          measures.add("last", field);
        } else {
          measures.add("avg", field);
          if (full++ < MOST_IN_FULL) {
            measures.add("min", field);
            measures.add("max", field);
          }
        }
      } else if (field.type() != FieldType.BOOLEAN) {
        measures.text(field, objects);
      }
    }
    return measures.lines;
  }

  private static boolean namesSomething(FieldProposal field) {
    return field.type() == FieldType.INT
        && (NAMES_SOMETHING.matcher(field.name()).matches() || Grouping.namesWho(field));
  }

  private void text(FieldProposal field, int objects) {
    int values = field.summary().realTexts().size();
    boolean many = values > FEW_VALUES || Grouping.namesWho(field) || field.isNumber();
    boolean isLong =
        field.summary().realTexts().keySet().stream().anyMatch(one -> one.length() > LONGEST_TEXT);
    if (many && values > 1) {
      add("distinct", field);
    } else if (!isLong && values * 2 <= Math.max(4, objects)) {
      add("last", field);
    }
  }

  private void add(String function, FieldProposal field) {
    String name = names.unique(function.toLowerCase(Locale.ROOT) + "_" + field.name());
    lines.add(name + ": " + function + "(" + field.name() + ")");
  }
}
