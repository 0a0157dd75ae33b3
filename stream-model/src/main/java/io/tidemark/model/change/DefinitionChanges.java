package io.tidemark.model.change;

import io.tidemark.model.change.DefinitionChange.Part;
import io.tidemark.model.change.DefinitionChange.Sign;
import io.tidemark.model.definition.Durations;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.Measure;
import io.tidemark.model.definition.RowColumn;
import io.tidemark.model.definition.StreamDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** Finds the differences between two definitions of a stream; a pure function. */
public final class DefinitionChanges {
  private static final String RESET = "'reset' begins anew with all of the stream";
  private static final String OTHER = "define another stream, which can read the same topic";

  private final StreamDefinition before;
  private final StreamDefinition after;
  private final List<DefinitionChange> changes = new ArrayList<>();

  private DefinitionChanges(StreamDefinition before, StreamDefinition after) {
    this.before = before;
    this.after = after;
  }

  /** All differences, those of the raw records first; empty when there is none. */
  public static List<DefinitionChange> of(StreamDefinition before, StreamDefinition after) {
    return new DefinitionChanges(before, after).all();
  }

  /** Whether two definitions give the same records, rows and state of the job. */
  public static boolean same(StreamDefinition before, StreamDefinition after) {
    return of(before, after).stream().noneMatch(DefinitionChange::matters);
  }

  private List<DefinitionChange> all() {
    fixed("the stream", before.name(), after.name(), OTHER);
    fixed("the raw topic", before.raw().topic(), after.raw().topic(), OTHER);
    fixed("the encoding of the raw topic", before.raw().encoding(), after.raw().encoding(), OTHER);
    fixed("the key", name(before.raw().key()), name(after.raw().key()), OTHER);
    fixed("the event time", name(before.raw().time()), name(after.raw().time()), RESET);
    changes.addAll(FieldChanges.of(before.raw(), after.raw()));
    derived();
    windows();
    StreamDefinition.Aggregated old = before.aggregated();
    StreamDefinition.Aggregated now = after.aggregated();
    fixed("the encoding of the rows", old.encoding(), now.encoding(), RESET);
    fixed("deduplicate", old.deduplicate(), now.deduplicate(), RESET);
    fixed("by", names(old.by()), names(now.by()), OTHER + ", or " + RESET);
    changed(
        Part.WATERMARK,
        "the watermark",
        Durations.format(old.watermark()),
        Durations.format(now.watermark()));
    where(old, now);
    measures(old, now);
    shown();
    return List.copyOf(changes);
  }

  private void derived() {
    Map<String, Field> old = byName(before.raw().derived(), Field::name);
    Map<String, Field> now = byName(after.raw().derived(), Field::name);
    now.forEach(
        (name, field) -> {
          Field known = old.get(name);
          if (known == null) {
            add(Sign.ADDED, Part.DERIVED, "the derived field " + name);
          } else if (known.type() != field.type() || known.scale() != field.scale()) {
            changes.add(
                DefinitionChange.fixed(
                    Sign.CHANGED,
                    "the type or scale of the derived field " + name,
                    "give the field another name"));
          } else if (!text(known.derived(), before).equals(text(field.derived(), after))) {
            add(Sign.CHANGED, Part.DERIVED, "the derived field " + name + ": computed otherwise");
          }
        });
    old.keySet().stream()
        .filter(name -> !now.containsKey(name))
        .forEach(name -> add(Sign.REMOVED, Part.DERIVED, "the derived field " + name));
  }

  private void windows() {
    Map<String, StreamDefinition.Aggregated> old =
        byName(before.aggregates(), StreamDefinition.Aggregated::topic);
    Map<String, StreamDefinition.Aggregated> now =
        byName(after.aggregates(), StreamDefinition.Aggregated::topic);
    now.forEach(
        (topic, windows) -> {
          StreamDefinition.Aggregated known = old.get(topic);
          if (known == null) {
            add(Sign.ADDED, Part.WINDOWS, "windows of " + length(windows) + " in " + topic);
          } else if (CommonBoundary.differ(known, windows)) {
            length(known, windows);
          }
        });
    old.keySet().stream()
        .filter(topic -> !now.containsKey(topic))
        .forEach(
            topic ->
                changes.add(
                    DefinitionChange.fixed(
                        Sign.REMOVED,
                        "the aggregated topic " + topic,
                        "keep it; other windows can be added beside it, and " + RESET)));
  }

  private void length(StreamDefinition.Aggregated old, StreamDefinition.Aggregated now) {
    String what =
        "the windows of %s: %s, before %s".formatted(now.topic(), length(now), length(old));
    String instead = instead(old, now);
    if (instead == null) {
      add(Sign.CHANGED, Part.LENGTH, what);
    } else {
      changes.add(DefinitionChange.fixed(Sign.CHANGED, what, instead));
    }
  }

  /** What to do instead of another length; null when that is possible. */
  private String instead(StreamDefinition.Aggregated old, StreamDefinition.Aggregated now) {
    String beside = "add the new windows beside them, with a topic of their own: ";
    if (old.isAvro() || now.isAvro()) {
      return beside + "a registry takes rows in Avro of one length";
    }
    if (before(now).compareTo(before(old)) > 0) {
      return beside
          + "they overlap more than the old ones, so the first ones would start where old rows do";
    }
    return CommonBoundary.step(before, after).isPresent()
        ? null
        : "choose a length of which the other one is a multiple: they have no common end within a"
            + " year";
  }

  /** How long before the first end the first windows start. */
  private static Duration before(StreamDefinition.Aggregated windows) {
    return windows.window().minus(windows.slide());
  }

  private static String length(StreamDefinition.Aggregated windows) {
    String length = Durations.format(windows.window());
    return windows.overlap() == 1 ? length : length + " every " + Durations.format(windows.slide());
  }

  private void where(StreamDefinition.Aggregated old, StreamDefinition.Aggregated now) {
    String one = text(old.where(), before);
    String other = text(now.where(), after);
    if (!one.equals(other)) {
      Sign sign =
          old.where() == null ? Sign.ADDED : now.where() == null ? Sign.REMOVED : Sign.CHANGED;
      add(sign, Part.WHERE, "where");
    }
  }

  private void measures(StreamDefinition.Aggregated old, StreamDefinition.Aggregated now) {
    Map<String, Measure> known = byName(old.measures(), Measure::name);
    Map<String, Measure> wanted = byName(now.measures(), Measure::name);
    wanted.forEach(
        (name, measure) -> {
          Measure one = known.get(name);
          if (one == null && now.isAvro() && !mayLackValue(now, name)) {
            changes.add(
                DefinitionChange.fixed(
                    Sign.ADDED,
                    "the measure " + name + ", which always has a value in rows in Avro",
                    "a registry takes a new column that may have none: measure an optional field"));
          } else if (one == null) {
            add(Sign.ADDED, Part.MEASURE, "the measure " + name + ": " + measure.expression());
          } else if (!one.expression().equals(measure.expression())
              || !one.column().equals(measure.column())) {
            changes.add(
                DefinitionChange.fixed(
                    Sign.CHANGED,
                    "the measure %s: %s, before %s"
                        .formatted(name, measure.expression(), one.expression()),
                    "give the new measure another name: old rows have the old one"));
          }
        });
    known.keySet().stream()
        .filter(name -> !wanted.containsKey(name))
        .forEach(name -> add(Sign.REMOVED, Part.MEASURE, "the measure " + name));
    order("measures", known.keySet(), wanted.keySet());
    order("fields", names(before.raw().fields()), names(after.raw().fields()));
  }

  private static boolean mayLackValue(StreamDefinition.Aggregated windows, String measure) {
    return RowColumn.of(windows).stream()
        .anyMatch(column -> column.name().equals(measure) && column.optional());
  }

  /** Whether what both have stands in another order. */
  private void order(String what, Set<String> old, Set<String> now) {
    List<String> one = old.stream().filter(now::contains).toList();
    List<String> other = now.stream().filter(old::contains).toList();
    if (!one.equals(other)) {
      add(Sign.CHANGED, Part.ORDER, "the order of the " + what);
    }
  }

  private void shown() {
    Map<String, Field> old = byName(before.raw().all(), Field::name);
    for (Field field : after.raw().all()) {
      Field known = old.get(field.name());
      if (known != null && !Objects.equals(known.unit(), field.unit())) {
        add(Sign.CHANGED, Part.SHOWN, "the unit of " + field.name());
      }
      if (known != null && !Objects.equals(known.simulate(), field.simulate())) {
        add(Sign.CHANGED, Part.SHOWN, "the simulation of " + field.name());
      }
    }
    if (!before.raw().flood().equals(after.raw().flood())) {
      add(Sign.CHANGED, Part.SHOWN, "the defaults of a generator run");
    }
    if (!before.dashboard().equals(after.dashboard())) {
      add(Sign.CHANGED, Part.SHOWN, "the dashboard");
    }
  }

  private void add(Sign sign, Part part, String what) {
    changes.add(new DefinitionChange(sign, part, what, null));
  }

  private void changed(Part part, String what, Object old, Object now) {
    if (!old.equals(now)) {
      add(Sign.CHANGED, part, what + " " + now + ", before " + old);
    }
  }

  private void fixed(String what, Object old, Object now, String instead) {
    if (!old.equals(now)) {
      changes.add(
          DefinitionChange.fixed(Sign.CHANGED, what + ": " + now + ", before " + old, instead));
    }
  }

  private static String name(Field field) {
    return field == null ? "none" : field.name();
  }

  private static Set<String> names(List<Field> fields) {
    Set<String> names = new LinkedHashSet<>();
    fields.forEach(field -> names.add(field.name()));
    return names;
  }

  static <T> Map<String, T> byName(List<T> all, Function<T, String> name) {
    Map<String, T> named = new LinkedHashMap<>();
    all.forEach(one -> named.put(name.apply(one), one));
    return named;
  }

  private static String text(Object expression, StreamDefinition definition) {
    return ExpressionNames.text(expression, definition.raw());
  }
}
