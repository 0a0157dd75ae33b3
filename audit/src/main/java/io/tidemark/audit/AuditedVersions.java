package io.tidemark.audit;

import io.tidemark.audit.station.AuditScope;
import io.tidemark.audit.station.OtherVersions;
import io.tidemark.audit.station.WatermarkBound;
import io.tidemark.audit.station.WindowRange;
import io.tidemark.kafka.DefinitionHistory;
import io.tidemark.kafka.DefinitionVersion;
import io.tidemark.model.change.DefinitionChange.Part;
import io.tidemark.model.change.DefinitionChanges;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The definitions that a stream has had, each with its windows: those that end after the boundary
 * from which it is in force, and not after that of the next one.
 */
public final class AuditedVersions {
  /**
   * One definition with one kind of windows.
   *
   * @param scope its windows
   */
  public record One(StreamDefinition definition, AuditScope scope) {}

  private final List<DefinitionVersion> versions;
  private final List<StreamDefinition> definitions;

  /**
   * @param versions the oldest first, at least one
   * @param definitions their definitions, with schemas
   */
  public AuditedVersions(List<DefinitionVersion> versions, List<StreamDefinition> definitions) {
    this.versions = List.copyOf(versions);
    this.definitions = List.copyOf(definitions);
  }

  /**
   * The windows of a definition that is in force now, for each kind of them.
   *
   * @param kafka the settings of a Kafka client
   */
  public static List<One> inForce(StreamDefinition definition, Properties kafka) {
    DefinitionHistory history = new DefinitionHistory(kafka, definition.name());
    DefinitionVersion now =
        history
            .newest()
            .filter(newest -> newest.isSame(definition))
            .or(history::inForce)
            .orElse(new DefinitionVersion(WindowRange.ALL.from(), WindowRange.ALL.to(), ""));
    AuditedVersions versions = new AuditedVersions(List.of(now), List.of(definition));
    return definition.aggregatedTopics().stream()
        .flatMap(topic -> versions.of(topic, WindowRange.ALL, WatermarkBound.GLOBAL).stream())
        .toList();
  }

  /** The last definition. */
  StreamDefinition newest() {
    return definitions.get(definitions.size() - 1);
  }

  /** The definition that is in force now, with its windows alone. */
  AuditedVersions inForceOnly() {
    int last = versions.size() - 1;
    int number = last > 0 && versions.get(last).pending() ? last - 1 : last;
    return new AuditedVersions(List.of(versions.get(number)), List.of(definitions.get(number)));
  }

  /** The YAML of the definition that has always been in force; empty when there are several. */
  Optional<String> onlyText() {
    return areSeveral() || versions.get(0).hasBoundary()
        ? Optional.empty()
        : Optional.of(versions.get(0).text());
  }

  /** Whether there is more than one. */
  boolean areSeveral() {
    return versions.size() > 1;
  }

  /**
   * Those that have windows in a topic, the oldest first.
   *
   * @param asked the windows that the user asks for
   */
  List<One> of(String topic, WindowRange asked, WatermarkBound watermark) {
    List<One> found = new ArrayList<>();
    for (int i = 0; i < versions.size(); i++) {
      for (StreamDefinition one : definitions.get(i).single()) {
        if (one.aggregated().topic().equals(topic)) {
          WindowRange range = range(versions.get(i), one.aggregated()).within(asked);
          found.add(new One(one, new AuditScope(range, watermark, others(i, one))));
        }
      }
    }
    return found;
  }

  static WindowRange range(DefinitionVersion version, StreamDefinition.Aggregated windows) {
    return new WindowRange(version.firstWindow(windows), version.nextWindow(windows));
  }

  private OtherVersions others(int number, StreamDefinition audited) {
    if (!areSeveral()) {
      return OtherVersions.NONE;
    }
    List<StreamDefinition.Raw> layouts = new ArrayList<>();
    Map<String, Boolean> own = optional(definitions.get(number));
    boolean fit = true;
    for (StreamDefinition other : definitions) {
      Map<String, Boolean> theirs = optional(other);
      if (!theirs.equals(own)) {
        layouts.add(other.raw());
      }
      fit &=
          DefinitionChanges.of(other, definitions.get(number)).stream()
              .noneMatch(change -> change.part() == Part.WHERE || change.part() == Part.DERIVED);
      fit &=
          theirs.entrySet().stream()
              .allMatch(
                  field ->
                      field.getValue().equals(own.getOrDefault(field.getKey(), field.getValue())));
      fit &= audited.aggregated().slide().toMillis() % other.pane() == 0;
    }
    return new OtherVersions(
        layouts,
        fit,
        OtherVersions.NOTE
            + "%d of %d: %s"
                .formatted(number + 1, versions.size(), versions.get(number).windows()));
  }

  /** The fields of the raw records, and whether each is optional; nothing else of them changes. */
  private static Map<String, Boolean> optional(StreamDefinition definition) {
    return definition.raw().fields().stream()
        .collect(Collectors.toMap(Field::name, field -> field.raw().optional()));
  }
}
