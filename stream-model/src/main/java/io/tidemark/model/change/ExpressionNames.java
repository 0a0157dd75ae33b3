package io.tidemark.model.change;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Expressions as texts that can be compared between definitions: an expression knows a field by its
 * place among all fields, which differs where another field was added.
 */
final class ExpressionNames {
  private static final Pattern PLACE = Pattern.compile("place=(\\d+)");

  private ExpressionNames() {}

  /** The text of a condition or of a number's expression, with the names of its fields. */
  static String text(Object expression, StreamDefinition.Raw raw) {
    List<Field> all = raw.all();
    return PLACE
        .matcher(String.valueOf(expression))
        .replaceAll(
            found -> Matcher.quoteReplacement(all.get(Integer.parseInt(found.group(1))).name()))
        // a field without a value is read otherwise, and means the same
        .replace("OptionalNumberField", "NumberField");
  }
}
