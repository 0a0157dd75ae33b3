package io.tidemark.command.sample;

import io.tidemark.command.sample.SampleColumn.Cell;
import io.tidemark.command.sample.SampleColumn.Kind;
import io.tidemark.model.definition.FieldType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the values of a column are, and the type that fits most of them. */
final class ColumnSummary {
  /** The share of the values that must be numbers, so that the column is one of numbers. */
  private static final double MOST = 0.75;

  /** The most texts that stand for no value among numbers. */
  private static final int MOST_WORDS = 3;

  private static final Set<String> NO_VALUE =
      Set.of("", "na", "n/a", "#n/a", "nan", "null", "?", "nil", "none", "-", "--", "---");

  /** Those that are no value among texts too, where the others may be one. */
  private static final Set<String> NO_TEXT = Set.of("", "na", "n/a", "#n/a", "nan", "null", "?");

  private static final Set<String> TRUTHS = Set.of("true", "false", "yes", "no", "on", "off");
  private static final Pattern WORD = Pattern.compile("[^0-9]{1,20}");
  private static final Pattern INFINITE = Pattern.compile("[+-]?inf(inity)?");

  private final SampleColumn column;
  private final Map<String, Integer> texts = new LinkedHashMap<>();
  private final List<BigDecimal> numbers = new ArrayList<>();
  private final Set<String> kinds = new TreeSet<>();
  private final boolean semicolons;
  private int nulls;
  private int booleans;
  private int bareBooleans;
  private int trues;
  private int bareNumbers;
  private int textNumbers;
  private int commas;
  private int thousands;
  private int codes;

  /** The texts that are none of these, with their counts. */
  private final Map<String, Integer> others = new LinkedHashMap<>();

  /** The spellings of no value among numbers, and among texts. */
  private final Map<String, Integer> empties = new LinkedHashMap<>();

  private FieldType type;

  /**
   * @param semicolons whether the cells of the file are separated by semicolons, as in countries
   *     with a decimal comma
   */
  ColumnSummary(SampleColumn column, boolean semicolons) {
    this.column = column;
    this.semicolons = semicolons;
    for (int i = 0; i < column.records(); i++) {
      if (column.cell(i) != null) {
        add(column.cell(i));
      }
    }
    decide();
  }

  private void add(Cell cell) {
    if (cell.kind() == Kind.NULL) {
      nulls++;
      kinds.add("null");
      return;
    }
    String text = cell.trimmed();
    texts.merge(text, 1, Integer::sum);
    String lower = text.toLowerCase(Locale.ROOT);
    if (cell.kind() == Kind.BOOLEAN || TRUTHS.contains(lower)) {
      kinds.add(cell.kind() == Kind.BOOLEAN ? "boolean" : "text");
      booleans++;
      bareBooleans += cell.kind() == Kind.BOOLEAN ? 1 : 0;
      trues += Set.of("true", "yes", "on").contains(lower) ? 1 : 0;
      return;
    }
    bareNumbers += cell.kind() == Kind.NUMBER ? 1 : 0;
    BigDecimal number = NumberText.parse(text);
    kinds.add(number != null ? "number" : "text");
    if (number != null) {
      numbers.add(number);
      textNumbers += cell.kind() == Kind.TEXT ? 1 : 0;
      codes += NumberText.isCode(text) ? 1 : 0;
    } else if (NO_VALUE.contains(lower)) {
      empties.merge(text, 1, Integer::sum);
    } else if (NumberText.parseComma(text) != null) {
      commas++;
      thousands += NumberText.mayHaveThousands(text) ? 1 : 0;
      others.merge(text, 1, Integer::sum);
    } else {
      others.merge(text, 1, Integer::sum);
    }
  }

  private void decide() {
    int other = count(others);
    int real = numbers.size() + booleans + other;
    boolean readsCommas = commas > 0 && (semicolons || thousands < commas);
    int readable = numbers.size() + (readsCommas ? commas : 0);
    if (real == 0) {
      type = empties.keySet().stream().anyMatch(text -> !isNoText(text)) ? FieldType.STRING : null;
    } else if (booleans == real || bareBooleans >= MOST * real) {
      type = FieldType.BOOLEAN;
    } else if (readable < MOST * real || codes > 0 && codes == codesAndSmall()) {
      type = FieldType.STRING;
    } else {
      numbers(readsCommas);
    }
  }

  /** The numbers without a point or an exponent: in a column of codes these are all. */
  private int codesAndSmall() {
    boolean sameLength =
        texts.keySet().stream()
                .filter(text -> NumberText.parse(text) != null)
                .mapToInt(String::length)
                .distinct()
                .count()
            == 1;
    return sameLength ? codes : -1;
  }

  private void numbers(boolean readsCommas) {
    if (readsCommas) {
      List<String> with =
          others.keySet().stream().filter(text -> NumberText.parseComma(text) != null).toList();
      for (String text : with) {
        int times = others.remove(text);
        for (int i = 0; i < times; i++) {
          numbers.add(NumberText.parseComma(text));
        }
      }
      textNumbers += commas;
    } else {
      commas = 0;
    }
    List<String> words =
        others.keySet().stream()
            .filter(text -> WORD.matcher(text).matches())
            .filter(text -> !INFINITE.matcher(text.toLowerCase(Locale.ROOT)).matches())
            .toList();
    if (words.size() <= MOST_WORDS) {
      words.forEach(word -> empties.put(word, others.remove(word)));
    }
    boolean whole = commas == 0 && numbers.stream().allMatch(one -> one.scale() == 0);
    type = whole ? FieldType.INT : FieldType.DECIMAL;
  }

  private static boolean isNoText(String text) {
    return NO_TEXT.contains(text.toLowerCase(Locale.ROOT));
  }

  private static int count(Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  SampleColumn column() {
    return column;
  }

  /** The type; null when no record has a value. */
  FieldType type() {
    return type;
  }

  /** The numbers of a column of numbers. */
  List<BigDecimal> numbers() {
    return numbers;
  }

  /** The texts of all values with their counts, blanks around them stripped. */
  Map<String, Integer> texts() {
    return texts;
  }

  /** The kinds of the values, for people. */
  String kinds() {
    return String.join(", ", kinds);
  }

  /** Whether numbers of it stand as texts, or have a form that JSON or an int does not have. */
  boolean isWrittenFreely() {
    return switch (type) {
      case INT, DECIMAL -> textNumbers > 0 || type == FieldType.INT && hasExponents();
      case BOOLEAN -> bareBooleans < booleans;
      default -> bareNumbers > 0 || bareBooleans > 0;
    };
  }

  private boolean hasExponents() {
    return texts.keySet().stream().anyMatch(text -> text.matches("[0-9+-]+[eE].*"));
  }

  boolean hasCommas() {
    return type == FieldType.DECIMAL && commas > 0;
  }

  /** The share of the readings that have the value true. */
  double trueShare() {
    return booleans == 0 ? 0.5 : trues / (double) booleans;
  }

  /** The spellings that mean no value, in the order in which they were seen. */
  List<String> noValue() {
    if (type != FieldType.STRING) {
      return List.copyOf(new LinkedHashSet<>(empties.keySet()));
    }
    return empties.keySet().stream().filter(ColumnSummary::isNoText).toList();
  }

  /** The number of records that have no value. */
  int without(int objects) {
    int spelled = noValue().stream().mapToInt(empties::get).sum();
    return objects - column.seen() + nulls + spelled;
  }

  /** The values whose records are not read with this type. */
  Map<String, Integer> unread() {
    return type == FieldType.INT || type == FieldType.DECIMAL ? others : Map.of();
  }

  /** The texts that are values, with their counts. */
  Map<String, Integer> realTexts() {
    Map<String, Integer> real = new LinkedHashMap<>(texts);
    noValue().forEach(real::remove);
    return real;
  }
}
