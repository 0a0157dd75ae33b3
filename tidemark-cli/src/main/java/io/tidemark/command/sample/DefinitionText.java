package io.tidemark.command.sample;

import static java.util.stream.Collectors.joining;

import io.tidemark.cli.text.HumanFormat;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.Location;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes the definition as YAML. */
final class DefinitionText {
  private static final long SECOND = 1_000;
  private static final long DAY = 86_400_000;
  private static final int MOST_ENTITIES = 100;
  private static final int MOST_LEFT_OUT = 20;
  private static final int EXAMPLES = 3;
  private static final int LONGEST_EXAMPLE = 20;

  /**
   * What the definition says.
   *
   * @param timeName of the event time
   * @param fields without the event time
   * @param place of the event time among the fields
   * @param leftOut what has no field, with the reason
   */
  record Content(
      String name,
      Sample sample,
      TimeSearch.Found time,
      String timeName,
      EventTimes times,
      List<FieldProposal> fields,
      int place,
      Grouping grouping,
      int objects,
      List<String> leftOut) {}

  private final Content content;
  private final StringBuilder text = new StringBuilder();

  private DefinitionText(Content content) {
    this.content = content;
  }

  static String of(Content content) {
    DefinitionText definition = new DefinitionText(content);
    definition.raw();
    definition.aggregated();
    return definition.text.toString();
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  private void comment(String indentation, String comment) {
    line(indentation + "# " + YamlText.comment(comment));
  }

  private void raw() {
    comment(
        "",
        "Made from "
            + content.sample().records().size()
            + " records of "
            + content.sample().source()
            + ". Lines with a '?' ask what the sample cannot answer.");
    line("# All that may stand in a definition is in streams/README.md.");
    line("");
    line("# Names the stream's dead letters, checkpoint, ledgers and pages.");
    line("stream: " + YamlText.scalar(content.name()));
    line("");
    line("# What comes in.");
    line("raw:");
    String topic = content.sample().topic();
    line("  topic: " + YamlText.scalar(topic == null ? content.name() + "-raw" : topic));
    if (content.grouping().key() == null) {
      line("  # No field is in every record and tells who reports, so no field is the key.");
    } else {
      line("  # Who reports: the key of the Kafka records.");
      line("  key: " + YamlText.scalar(content.grouping().key().name()));
    }
    line("  # The field with the event time.");
    line("  time: " + YamlText.scalar(content.timeName()));
    line("  # How the generator floods, if no recording is replayed.");
    line("  simulate: " + flood());
    line("  fields:");
    for (int i = 0; i <= content.fields().size(); i++) {
      if (i == content.place()) {
        time();
      }
      if (i < content.fields().size()) {
        field(content.fields().get(i));
      }
    }
    if (!content.leftOut().isEmpty()) {
      line("    # Left out:");
      content.leftOut().stream()
          .limit(MOST_LEFT_OUT)
          .forEach(reason -> comment("    ", "  " + reason));
      if (content.leftOut().size() > MOST_LEFT_OUT) {
        line("    #   and " + (content.leftOut().size() - MOST_LEFT_OUT) + " more");
      }
    }
  }

  private String flood() {
    boolean days = content.time().isDays();
    int groups = Math.min(MOST_ENTITIES, content.grouping().groups());
    long interval =
        EventTimes.roundedDown(Math.min(DAY, Math.max(SECOND, content.times().gap() * groups)));
    interval = days ? DAY : interval;
    long duration = Math.max(900 * SECOND, 100 * interval);
    return "{"
        + (content.grouping().key() == null ? "" : "entities: " + groups + ", ")
        + "interval: "
        + EventTimes.inWords(Duration.ofMillis(interval))
        + ", duration: "
        + EventTimes.inWords(Duration.ofMillis(duration))
        + "}";
  }

  private void time() {
    TimeSearch.Found time = content.time();
    if (!time.columns().isEmpty()) {
      comment(
          "    ",
          "such as "
              + time.columns().stream()
                  .map(column -> column.values().get(0).trimmed())
                  .map(one -> YamlText.shortened(one, 40))
                  .collect(joining(" ")));
    }
    time.comments().forEach(one -> comment("    ", one));
    List<String> parts = new ArrayList<>();
    parts.add("type: timestamp");
    parts.add("format: " + YamlText.scalar(time.format()));
    if (time.zone() != null) {
      parts.add("zone: " + time.zone());
    }
    if (time.columns().size() == 2) {
      parts.add(
          "from: {day: "
              + place(time.columns().get(0).location())
              + ", time: "
              + place(time.columns().get(1).location())
              + "}");
    } else if (time.columns().size() == 1) {
      from(parts, content.timeName(), time.columns().get(0).location());
    }
    if (time.lenient()) {
      parts.add("lenient: true");
    }
    field(content.timeName(), parts);
  }

  private void field(FieldProposal field) {
    field.comments().forEach(one -> comment("    ", one));
    List<String> parts = new ArrayList<>();
    parts.add("type: " + field.type().name().toLowerCase(Locale.ROOT));
    if (field.type() == FieldType.DECIMAL) {
      parts.add("scale: " + field.scale());
    }
    if (field.unit() != null) {
      parts.add("unit: " + YamlText.scalar(field.unit()));
    }
    from(parts, field.name(), field.column().location());
    if (field.optional()) {
      parts.add("optional: true");
    }
    if (!field.noValue().isEmpty()) {
      parts.add(
          "no_value: ["
              + field.noValue().stream().map(YamlText::quoted).collect(joining(", "))
              + "]");
    }
    flag(parts, "lenient", field.lenient());
    flag(parts, "rounded", field.rounded());
    flag(parts, "decimal_comma", field.decimalComma());
    if (field != content.grouping().key()) {
      parts.add("simulate: " + field.simulate());
    }
    field(field.name(), parts);
  }

  private static void flag(List<String> parts, String name, boolean value) {
    if (value) {
      parts.add(name + ": true");
    }
  }

  private void field(String name, List<String> parts) {
    line("    " + YamlText.scalar(name) + ": {" + String.join(", ", parts) + "}");
  }

  private static void from(List<String> parts, String name, Location location) {
    if (!location.isMember(name)) {
      parts.add("from: " + place(location));
    }
  }

  /** A path as text, or as a list where a text would mean another path. */
  private static String place(Location location) {
    String path = location.path();
    if (!path.isBlank() && location.equals(Location.parse(path))) {
      return YamlText.scalar(path);
    }
    return location.steps().stream()
        .map(step -> step.isElement() ? String.valueOf(step.index()) : YamlText.quoted(step.name()))
        .collect(joining(", ", "[", "]"));
  }

  private void aggregated() {
    boolean days = content.time().isDays();
    EventTimes times = content.times();
    FieldProposal by = content.grouping().by();
    Duration window = times.window(content.grouping().groups(), days);
    line("");
    line(
        by == null
            ? "# What is computed from it: one row for each window."
            : "# What is computed from it: one row for each window and " + by.name() + ".");
    line("aggregated:");
    line("  topic: " + YamlText.scalar(content.name() + "-aggregated"));
    if (times.gap() > 0) {
      line(
          "  # Times are "
              + (times.gap() < SECOND ? "less than a second" : HumanFormat.duration(times.gap()))
              + " apart, as a rule.");
    }
    line("  window: " + EventTimes.inWords(window));
    order(times);
    line("  watermark: " + EventTimes.inWords(times.watermark(window, days)));
    if (by != null) {
      line("  by: [" + YamlText.scalar(by.name()) + "]");
    }
    line("  measures:");
    Measures.of(content.fields(), content.grouping(), content.objects())
        .forEach(measure -> line("    " + measure));
  }

  private void order(EventTimes times) {
    if (times.newestFirst()) {
      line("  # ? The newest reading comes first: sort the recording by time, so that a short");
      line("  # watermark suffices. This one covers the sample.");
    } else if (times.disorder() > 0) {
      line(
          "  # Readings of the sample are up to "
              + HumanFormat.duration(times.disorder() + SECOND - 1)
              + " behind others before them.");
    } else {
      line("  # So long a window waits for readings that are out of order; the sample has none.");
    }
  }

  /** The first different values of a column, for people. */
  static String examples(SampleColumn column) {
    return column.values().stream()
        .map(SampleColumn.Cell::trimmed)
        .distinct()
        .limit(EXAMPLES)
        .map(one -> YamlText.comment(YamlText.shortened(one, LONGEST_EXAMPLE)))
        .collect(joining(", "));
  }
}
