package io.tidemark.command.sample;

import io.tidemark.model.definition.FieldType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes a field of a column. */
final class FieldProposals {
  private static final MathContext SHARE = new MathContext(3);
  private static final int MOST_CHOICES = 10;
  private static final int LONGEST_CHOICE = 100;

  /** The largest number of a simulation. */
  private static final BigDecimal LARGEST = BigDecimal.valueOf(1_000_000_000_000L);

  /** The largest count of last places that leaves room for greater values. */
  private static final BigDecimal ROOM = BigDecimal.valueOf(9_000_000_000_000_000L);

  /** Numbers that programs write for no value. */
  private static final List<BigDecimal> SENTINELS =
      List.of("-1", "-99", "-200", "-999", "-9999", "-99999", "-32768", "999", "9999", "99999")
          .stream()
          .map(BigDecimal::new)
          .toList();

  private final boolean csv;
  private final int objects;
  private final FieldNames names;

  FieldProposals(boolean csv, int objects, FieldNames names) {
    this.csv = csv;
    this.objects = objects;
    this.names = names;
  }

  /** The field of a column that has a type. */
  FieldProposal of(ColumnSummary summary) {
    List<String> comments = new ArrayList<>();
    FieldType type = summary.type();
    int without = summary.without(objects);
    boolean optional = without > 0;
    boolean rounded = false;
    int scale = 0;
    if (type == FieldType.DECIMAL) {
      scale = nominalPlaces(summary);
      int sensible = scale(summary);
      if (sensible != scale) {
        rounded = true;
        comments.add("rounded: up to " + scale + " decimal places were seen");
        scale = sensible;
      }
    }
    if (optional) {
      comments.add("no value in " + percent(without, objects));
    }
    if (!summary.unread().isEmpty()) {
      comments.add("? no number, and a dead letter: " + examples(summary.unread()));
    }
    if (type == FieldType.INT || type == FieldType.DECIMAL) {
      sentinel(summary, comments);
    }
    String simulate = simulate(summary, scale, optional ? without / (double) objects : 0);
    return new FieldProposal(
        names.of(summary.column().location()),
        summary.column(),
        summary,
        type,
        scale,
        FieldNames.unit(summary.column().location()),
        optional,
        summary.noValue().stream().filter(YamlText::canHold).toList(),
        csv || summary.isWrittenFreely(),
        rounded,
        summary.hasCommas(),
        simulate,
        comments);
  }

  private static int nominalPlaces(ColumnSummary summary) {
    return summary.numbers().stream().mapToInt(NumberText::places).max().orElse(0);
  }

  /** The scale: the places that were seen, or as many of them as make sense and fit. */
  private static int scale(ColumnSummary summary) {
    int scale = nominalPlaces(summary);
    if (scale > NumberText.MOST_PLACES) {
      scale = summary.numbers().stream().mapToInt(NumberText::sensiblePlaces).max().orElse(0);
    }
    scale = Math.min(scale, NumberText.MOST_PLACES);
    BigDecimal largest =
        summary.numbers().stream().map(BigDecimal::abs).reduce(BigDecimal.ZERO, BigDecimal::max);
    while (scale > 0 && largest.movePointRight(scale).compareTo(ROOM) > 0) {
      scale--;
    }
    return scale;
  }

  private static void sentinel(ColumnSummary summary, List<String> comments) {
    for (BigDecimal sentinel : SENTINELS) {
      List<BigDecimal> rest = new ArrayList<>();
      for (BigDecimal number : summary.numbers()) {
        if (number.compareTo(sentinel) != 0) {
          rest.add(number);
        }
      }
      int times = summary.numbers().size() - rest.size();
      if (times > 0 && rest.size() > 1 && isFar(sentinel, rest)) {
        comments.add(
            "? "
                + sentinel
                + " occurs "
                + times
                + (times == 1 ? " time" : " times")
                + ", far from the others; if it means no value: optional: true, no_value: ["
                + sentinel
                + "]");
      }
    }
  }

  /** Whether a number is outside the others by more than their whole range. */
  private static boolean isFar(BigDecimal number, List<BigDecimal> others) {
    BigDecimal min = others.stream().min(Comparator.naturalOrder()).orElseThrow();
    BigDecimal max = others.stream().max(Comparator.naturalOrder()).orElseThrow();
    BigDecimal range = max.subtract(min).max(BigDecimal.ONE);
    return min.subtract(number).compareTo(range) > 0 || number.subtract(max).compareTo(range) > 0;
  }

  private static String simulate(ColumnSummary summary, int scale, double without) {
    String values =
        switch (summary.type()) {
          case INT, DECIMAL -> uniform(summary.numbers(), scale);
          case BOOLEAN -> "probability: " + share(summary.trueShare());
          default -> choice(summary.realTexts());
        };
    return without > 0 ? "{missing: " + share(without) + ", " + values + "}" : "{" + values + "}";
  }

  private static String uniform(List<BigDecimal> numbers, int scale) {
    BigDecimal min = numbers.stream().min(Comparator.naturalOrder()).orElse(BigDecimal.ZERO);
    BigDecimal max = numbers.stream().max(Comparator.naturalOrder()).orElse(BigDecimal.ONE);
    return "uniform: {min: " + bound(min, scale) + ", max: " + bound(max, scale) + "}";
  }

  private static String bound(BigDecimal number, int scale) {
    BigDecimal bound = number.max(LARGEST.negate()).min(LARGEST);
    if (bound.scale() > scale) {
      bound = bound.setScale(scale, RoundingMode.HALF_UP);
    }
    return plain(bound);
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private static String choice(Map<String, Integer> texts) {
    List<String> commonest =
        texts.entrySet().stream()
            .filter(text -> !text.getKey().isBlank() && text.getKey().length() <= LONGEST_CHOICE)
            .filter(text -> YamlText.canHold(text.getKey()))
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .limit(MOST_CHOICES)
            .map(text -> YamlText.scalar(text.getKey()))
            .toList();
    return "choice: [" + (commonest.isEmpty() ? "text" : String.join(", ", commonest)) + "]";
  }

  /** A share of at least a hundredth, unless it is none or all. */
  private static String share(double share) {
    double hundredths = Math.round(share * 100) / 100.0;
    return share > 0 && hundredths == 0 ? "0.01" : plain(new BigDecimal(hundredths, SHARE));
  }

  static String percent(long part, long whole) {
    long percent = Math.round(100.0 * Math.min(part, whole) / Math.max(1, whole));
    return (part > 0 && percent == 0 ? "under 1" : part < whole && percent == 100 ? "99" : percent)
        + " %";
  }

  private static String examples(Map<String, Integer> texts) {
    return texts.keySet().stream()
            .limit(3)
            .map(text -> "'" + YamlText.shortened(text, 30) + "'")
            .collect(Collectors.joining(", "))
        + (texts.size() > 3 ? ", …" : "");
  }
}
