package io.tidemark.model.avro;

import io.tidemark.model.avro.AvroType.Kind;

/** Passes over values that nobody reads. */
final class SkippedValues {
  /** The deepest nesting, of records that contain themselves too. */
  private static final int DEEPEST = 256;

  private SkippedValues() {}

  /** Passes over one value. */
  static void skip(AvroInput in, AvroType type) {
    skip(in, type, 0);
  }

  private static void skip(AvroInput in, AvroType type, int depth) {
    if (depth > DEEPEST) {
      throw new MalformedFrame("nested deeper than " + DEEPEST + " levels");
    }
    switch (type.kind) {
      case NULL -> {}
      case BOOLEAN -> in.readBoolean();
      case INT -> in.readInt();
      case LONG -> in.readLong();
      case FLOAT -> in.readFixed(Float.BYTES);
      case DOUBLE -> in.readFixed(Double.BYTES);
      case BYTES, STRING -> in.readFixed(in.readLength());
      case FIXED -> in.readFixed(type.size);
      case ENUM -> in.readIndex(type.symbols.size(), "symbols");
      case UNION -> skip(in, branch(in, type), depth + 1);
      case RECORD -> {
        if (type.isEmpty()) {
          return;
        }
        for (AvroType.Member member : type.members) {
          skip(in, member.type(), depth + 1);
        }
      }
      case ARRAY, MAP -> blocks(in, type, depth + 1);
    }
  }

  private static AvroType branch(AvroInput in, AvroType union) {
    return union.branches.get(in.readIndex(union.branches.size(), "branches of a union"));
  }

  private static void blocks(AvroInput in, AvroType type, int depth) {
    for (long count = in.readLong(); count != 0; count = in.readLong()) {
      if (count > 0) {
        elements(in, type, count, depth);
        continue;
      }
      // such a block has its size in bytes, which must be that of its elements
      int size = in.readLength();
      int left = in.left();
      elements(in, type, -count, depth);
      if (left - in.left() != size) {
        throw new MalformedFrame("found a block of another size than it says");
      }
    }
  }

  private static void elements(AvroInput in, AvroType type, long count, int depth) {
    boolean map = type.kind == Kind.MAP;
    if (!map && type.items.isEmpty()) {
      return;
    }
    // the negative of the least number is itself
    if (count < 0 || count > in.left()) {
      throw new MalformedFrame("found more elements than there are bytes");
    }
    for (long i = 0; i < count; i++) {
      if (map) {
        in.readFixed(in.readLength());
      }
      skip(in, type.items, depth);
    }
  }
}
