package io.tidemark.command.sample;

import io.tidemark.model.definition.FieldType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The fields by which readings belong together.
 *
 * @param key who reports; null when no field says it
 * @param by a field with few values, perhaps the key; null when there is none
 */
record Grouping(FieldProposal key, FieldProposal by) {
  private static final int MOST_GROUPS = 1_000;

  /** The names of those who report. */
  private static final Set<String> WHO =
      Set.of(
          "id",
          "device",
          "sensor",
          "station",
          "entity",
          "host",
          "hostname",
          "meter",
          "vehicle",
          "machine",
          "city",
          "channel",
          "mac",
          "imei",
          "node",
          "addr",
          "address",
          "client",
          "site",
          "unit",
          "asset",
          "robot",
          "plant",
          "location",
          "symbol",
          "uid",
          "user",
          "net");

  private static final Pattern PARTS = Pattern.compile("[^a-zA-Z0-9]+|(?<=[a-z0-9])(?=[A-Z])");

  static Grouping of(Sample sample, List<FieldProposal> fields, int objects) {
    FieldProposal by =
        fields.stream()
            .filter(field -> score(field, objects) > 0)
            .max(Comparator.comparingDouble(field -> score(field, objects)))
            .orElse(null);
    FieldProposal key =
        fields.stream()
            .filter(field -> field.type() == FieldType.STRING || field.type() == FieldType.INT)
            .filter(field -> !field.optional() && score(field, objects) > 0)
            .filter(field -> sample.topic() == null || isKeyOf(sample, field))
            .max(Comparator.comparingDouble(field -> score(field, objects)))
            .orElse(null);
    return new Grouping(key, key == null ? by : key);
  }

  /** Whether the records of a topic have the field as their key. */
  private static boolean isKeyOf(Sample sample, FieldProposal field) {
    for (int i = 0; i < sample.records().size(); i++) {
      SampleColumn.Cell cell = field.column().cell(i);
      byte[] key = sample.records().get(i).key();
      if (cell != null
          && (key == null || !Arrays.equals(key, cell.text().getBytes(StandardCharsets.UTF_8)))) {
        return false;
      }
    }
    return true;
  }

  /** The number of groups. */
  int groups() {
    return by == null ? 1 : by.summary().realTexts().size();
  }

  static boolean namesWho(FieldProposal field) {
    String lower = field.name().toLowerCase(Locale.ROOT);
    return Arrays.stream(PARTS.split(field.name()))
            .anyMatch(part -> WHO.contains(part.toLowerCase(Locale.ROOT)))
        || lower.equals("name")
        || lower.endsWith("id");
  }

  /** How well a field groups the readings; 0 for not at all. */
  private static double score(FieldProposal field, int objects) {
    int values = field.summary().realTexts().size();
    int with = objects - field.summary().without(objects);
    boolean who = namesWho(field);
    boolean repeats = values < with || objects == 1;
    if (field.type() == FieldType.DECIMAL
        || values == 0
        || values > MOST_GROUPS
        || !repeats
        || with * 2 < objects
        || field.type() == FieldType.INT && !who
        || field.type() == FieldType.BOOLEAN && !who) {
      return 0;
    }
    if (!who && (values < 2 || values * 2 > with || averageLength(field) > 40)) {
      return 0;
    }
    double repeated = 1 - values / (double) Math.max(1, with);
    double several = values > 1 ? 2 : 0;
    return (who ? 5 : 1)
        + several
        + repeated
        + (field.type() == FieldType.STRING ? 0.5 : 0)
        - 0.5 * (field.column().location().steps().size() - 1);
  }

  private static double averageLength(FieldProposal field) {
    return field.summary().realTexts().keySet().stream()
        .mapToInt(String::length)
        .average()
        .orElse(0);
  }
}
