package io.tidemark.command.sample;

import io.tidemark.model.definition.Location;
import io.tidemark.model.definition.StreamDefinition;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of fields and columns. Names that differ in case alone are one, because Spark does not tell
 * them apart.
 */
final class FieldNames {
  private static final int LONGEST = 100;
  private static final Pattern VALID = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]{0,99}");

  /** A text in brackets at the end, behind a blank. */
  private static final Pattern REMARK =
      Pattern.compile("(.*\\S)\\s+[(\\[]([^()\\[\\]]*)[)\\]]\\s*");

  private static final Pattern UNIT = Pattern.compile("[^\\s\\p{Cntrl}]{1,12}");

  private final Set<String> taken =
      new HashSet<>(
          Set.of(
              StreamDefinition.HEARTBEAT,
              StreamDefinition.WINDOW_START,
              StreamDefinition.WINDOW_END));

  /** A name that no other field has, from the end of a path. */
  String of(Location location) {
    List<Location.Step> steps = location.steps();
    int first = steps.size() - 1;
    while (first > 0 && steps.get(first).isElement()) {
      first--;
    }
    String name = name(steps.subList(first, steps.size()));
    while (first > 0 && taken.contains(name.toLowerCase(Locale.ROOT))) {
      do {
        first--;
      } while (first > 0 && steps.get(first).isElement());
      name = name(steps.subList(first, steps.size()));
    }
    return unique(name);
  }

  /** A name that was not given yet, and is given now. */
  String unique(String wished) {
    String name = shortened(wished, "");
    if (taken.contains(name.toLowerCase(Locale.ROOT)) && !name.matches(".*_[0-9]+")) {
      name = wished.equalsIgnoreCase(StreamDefinition.HEARTBEAT) ? "heartbeat_value" : name;
    }
    for (int i = 2; !taken.add(name.toLowerCase(Locale.ROOT)); i++) {
      name = shortened(wished, "_" + i);
    }
    return name;
  }

  private static String shortened(String name, String end) {
    int longest = LONGEST - end.length();
    return (name.length() <= longest ? name : name.substring(0, longest)) + end;
  }

  /** The unit that stands in brackets behind a name, or null. */
  static String unit(Location location) {
    String last = location.steps().get(location.steps().size() - 1).name();
    Matcher remark = last == null ? null : REMARK.matcher(last);
    return remark != null && remark.matches() && UNIT.matcher(remark.group(2)).matches()
        ? remark.group(2)
        : null;
  }

  private static String name(List<Location.Step> steps) {
    StringBuilder name = new StringBuilder();
    for (Location.Step step : steps) {
      name.append(name.length() == 0 ? "" : "_")
          .append(step.isElement() ? Integer.toString(step.index()) : name(step.name()));
    }
    return name.toString();
  }

  private static String name(String text) {
    if (VALID.matcher(text).matches()) {
      return text;
    }
    Matcher remark = REMARK.matcher(text);
    String plain =
        Normalizer.normalize(remark.matches() ? remark.group(1) : text, Normalizer.Form.NFKD)
            .replaceAll("\\p{M}+", "")
            .replaceAll("[^a-zA-Z0-9]+", "_")
            .replaceAll("^_+|_+$", "")
            .toLowerCase(Locale.ROOT);
    if (plain.isEmpty()) {
      return "field";
    }
    return Character.isDigit(plain.charAt(0)) ? "n_" + plain : plain;
  }
}
