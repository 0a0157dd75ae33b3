package io.tidemark.model.avro;

import io.tidemark.model.avro.AvroType.Kind;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.expression.Reading;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the steps that read the records of one writer's schema. */
final class DecodingPlan {
  private final FieldTarget[] targets;

  private DecodingPlan(FieldTarget[] targets) {
    this.targets = targets;
  }

  /**
   * The plan for a schema.
   *
   * @throws UnreadableSchema when readings cannot be made of its records
   */
  static DecodingStep of(AvroType writer, StreamDefinition.Raw raw, FieldTarget[] targets) {
    if (writer.kind != Kind.RECORD) {
      throw new UnreadableSchema("expected a record, found " + writer);
    }
    if (writer.name.equals(AvroSchema.HEARTBEAT_NAME)) {
      return heartbeat(writer, raw);
    }
    DecodingStep record = new DecodingPlan(targets).record(writer, FieldTree.of(raw), "");
    return (in, into) -> {
      into.heartbeat(false);
      record.read(in, into);
    };
  }

  private static DecodingStep heartbeat(AvroType writer, StreamDefinition.Raw raw) {
    int place = raw.indexOf(raw.time());
    List<DecodingStep> steps = new ArrayList<>();
    boolean hasTime = false;
    for (AvroType.Member member : writer.members) {
      if (member.name().equals(AvroSchema.HEARTBEAT_TIME)
          && "timestamp-millis".equals(member.type().logical)) {
        hasTime = true;
        steps.add((in, into) -> heartbeat(in.readLong(), place, into));
      } else {
        steps.add(skip(member.type()));
      }
    }
    if (!hasTime) {
      throw new UnreadableSchema("expected the field 'time' as long (timestamp-millis)");
    }
    return sequence(steps);
  }

  private static void heartbeat(long time, int place, Reading into) {
    if (time < TimeFormat.EARLIEST || time > TimeFormat.LATEST) {
      throw new MalformedFrame("heartbeat: out of range");
    }
    into.number(place, time);
    into.nanos(0);
    into.heartbeat(true);
  }

  private DecodingStep record(AvroType writer, FieldTree tree, String path) {
    List<DecodingStep> steps = new ArrayList<>();
    Set<String> found = new HashSet<>();
    for (AvroType.Member member : writer.members) {
      FieldTree inside = tree.inside().get(member.name());
      found.add(member.name());
      steps.add(
          inside == null
              ? skip(member.type())
              : value(member.type(), inside, path + member.name()));
    }
    for (Map.Entry<String, FieldTree> wanted : tree.inside().entrySet()) {
      if (!found.contains(wanted.getKey())) {
        steps.add(absent(wanted.getValue(), path + wanted.getKey()));
      }
    }
    return sequence(steps);
  }

  /** The step for a value that the writer lacks. */
  private DecodingStep absent(FieldTree tree, String path) {
    FieldTarget[] none = leaves(tree);
    for (FieldTarget target : none) {
      if (!target.field.nullable()) {
        throw new UnreadableSchema(
            "expected the field '"
                + path
                + "', which is not there; optional: true in '"
                + target.field.name()
                + "' reads it as no value");
      }
    }
    return none(none, "missing");
  }

  private FieldTarget[] leaves(FieldTree tree) {
    return tree.leaves().mapToObj(place -> targets[place]).toArray(FieldTarget[]::new);
  }

  private static DecodingStep none(FieldTarget[] targets, String what) {
    return (in, into) -> {
      for (FieldTarget target : targets) {
        target.none(what, into);
      }
    };
  }

  private DecodingStep value(AvroType writer, FieldTree tree, String path) {
    if (writer.kind == Kind.UNION) {
      return union(writer, tree, path);
    }
    if (tree.isLeaf()) {
      FieldTarget target = targets[tree.place()];
      if (writer.kind == Kind.NULL && target.field.nullable() || target.takes(writer)) {
        return LeafSteps.of(writer, target);
      }
      throw new UnreadableSchema(
          "expected '" + path + "' as " + target.expected() + ", found " + writer);
    }
    if (writer.kind == Kind.RECORD) {
      return record(writer, tree, path + ".");
    }
    throw new UnreadableSchema("expected '" + path + "' as a record, found " + writer);
  }

  private DecodingStep union(AvroType writer, FieldTree tree, String path) {
    int size = writer.branches.size();
    DecodingStep[] branches = new DecodingStep[size];
    UnreadableSchema problem = null;
    boolean readable = false;
    for (int i = 0; i < size; i++) {
      AvroType branch = writer.branches.get(i);
      if (branch.kind == Kind.NULL) {
        branches[i] =
            tree.isLeaf()
                ? LeafSteps.of(branch, targets[tree.place()])
                : none(leaves(tree), "missing");
        continue;
      }
      try {
        branches[i] = value(branch, tree, path);
        readable = true;
      } catch (UnreadableSchema e) {
        problem = e;
        String message = e.getMessage();
        branches[i] =
            (in, into) -> {
              throw new MalformedFrame(message);
            };
      }
    }
    if (problem != null && !readable) {
      throw problem;
    }
    return (in, into) -> branches[in.readIndex(size, "branches of a union")].read(in, into);
  }

  private static DecodingStep skip(AvroType type) {
    return (in, into) -> SkippedValues.skip(in, type);
  }

  private static DecodingStep sequence(List<DecodingStep> list) {
    DecodingStep[] steps = list.toArray(DecodingStep[]::new);
    return (in, into) -> {
      for (DecodingStep step : steps) {
        step.read(in, into);
      }
    };
  }
}
