package io.tidemark.model.change;

import io.tidemark.model.change.DefinitionChange.Part;
import io.tidemark.model.change.DefinitionChange.Sign;
import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.ValueForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds the differences between the fields of raw records. */
final class FieldChanges {
  private final Map<String, Field> before;
  private final Map<String, Field> after;
  private final List<DefinitionChange> changes = new ArrayList<>();

  private FieldChanges(StreamDefinition.Raw before, StreamDefinition.Raw after) {
    this.before = DefinitionChanges.byName(before.fields(), Field::name);
    this.after = DefinitionChanges.byName(after.fields(), Field::name);
  }

  static List<DefinitionChange> of(StreamDefinition.Raw before, StreamDefinition.Raw after) {
    FieldChanges found = new FieldChanges(before, after);
    found.after.forEach(found::compare);
    found.before.keySet().stream()
        .filter(name -> !found.after.containsKey(name))
        .forEach(
            name ->
                found.fixed(
                    Sign.REMOVED,
                    "the field " + name,
                    "keep the field and make it optional: records have it, and Druid's rows too"));
    return found.changes;
  }

  private void compare(String name, Field now) {
    Field old = before.get(name);
    String field = "the field " + name;
    if (old == null && now.raw().optional()) {
      changes.add(new DefinitionChange(Sign.ADDED, Part.FIELD, field + ", optional", null));
    } else if (old == null) {
      fixed(
          Sign.ADDED,
          field + ", which is not optional",
          "make it optional: records before the change do not have it");
    } else if (old.type() != now.type() || old.scale() != now.scale()) {
      fixed(
          Sign.CHANGED,
          "the type or scale of " + field,
          "add an optional field with another name, or define another stream");
    } else if (!written(old, now).equals(written(now, old))) {
      fixed(
          Sign.CHANGED,
          "how " + field + " is written",
          "add an optional field with another name that reads it so");
    } else if (old.raw().optional() && !now.raw().optional()) {
      fixed(
          Sign.CHANGED,
          field + ", no longer optional",
          "keep it optional: records before the change may lack it");
    } else if (!old.raw().optional() && now.raw().optional()) {
      changes.add(new DefinitionChange(Sign.CHANGED, Part.FIELD, field + ", now optional", null));
    }
  }

  private void fixed(Sign sign, String what, String instead) {
    changes.add(DefinitionChange.fixed(sign, what, instead));
  }

  /** How a value is written; what means that there is none only if both may have none. */
  private static ValueForm written(Field field, Field other) {
    ValueForm form = field.raw();
    boolean both = form.optional() && other.raw().optional();
    return new ValueForm(
        form.locations(),
        form.time(),
        false,
        both ? form.noValue() : List.of(),
        form.quoted(),
        form.lenient(),
        form.rounded(),
        form.decimalComma());
  }
}
