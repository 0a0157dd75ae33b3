package io.tidemark.model.record;

import static io.tidemark.model.record.JsonSyntax.FALSE;
import static io.tidemark.model.record.JsonSyntax.NULL;
import static io.tidemark.model.record.JsonSyntax.TRUE;
import static io.tidemark.model.record.JsonSyntax.UNSUPPORTED;
import static io.tidemark.model.record.JsonSyntax.anyNumber;
import static io.tidemark.model.record.JsonSyntax.anyValue;
import static io.tidemark.model.record.JsonSyntax.colon;
import static io.tidemark.model.record.JsonSyntax.matches;
import static io.tidemark.model.record.JsonSyntax.peek;
import static io.tidemark.model.record.JsonSyntax.space;
import static io.tidemark.model.record.JsonSyntax.text;
import static io.tidemark.model.value.WholeNumber.isDigit;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import io.tidemark.model.expression.Reading;
import io.tidemark.model.value.IsoTime;
import io.tidemark.model.value.LenientValue;
import io.tidemark.model.value.TimeParts;
import java.util.Arrays;

/**
 * Reads the usual forms of a raw record directly from its bytes. {@link JsonDecoder} decodes every
 * record that this class accepts, with the same result. This class does not accept: escapes in the
 * values of fields; exponents and numbers of more than 18 digits in plain fields; names with
 * escapes, duplicate names, and malformed records. Values of other members may have any form,
 * nested ones included. It creates no objects. Not thread-safe.
 */
final class RawScanner {
  /** In bytes. No name or string in a record of this size exceeds the parser's limits. */
  private static final int LONGEST_RECORD = 1 << 15;

  private static final int WHOLE = -1;
  private static final int TEXT = -2;

  /** A whole number that may be in quotes, or an event time that is not in milliseconds. */
  private static final int SPECIAL = -3;

  /** An event time in ISO 8601, with its zone. */
  private static final int ISO = -6;

  /** A value that is not plain. */
  private static final int LENIENT = -4;

  /** A part of an event time in two parts. */
  private static final int PART = -5;

  private final RecordLayout.Node root;
  private final int[] places;

  /** By leaf: decimal places, or one of the kinds above. */
  private final int[] kinds;

  /** By leaf: whether its number may be in quotes. */
  private final boolean[] quoted;

  /** By leaf: the reader of a value that is not plain, or null. */
  private final LenientValue[] lenient;

  private final int[] parts;
  private final TimeParts timeParts;
  private final TimeFormat format;
  private final IsoTime iso = new IsoTime(null);
  private final PlainNumber number = new PlainNumber();
  private final int time;

  /** Whether a value stands in the member that heartbeats have. */
  private final boolean readsHeartbeat;

  private final boolean[] seen;
  private final boolean[] seenNodes;
  private int found;
  private int unknown;

  RawScanner(StreamDefinition.Raw raw) {
    RecordLayout layout = new RecordLayout(raw);
    LenientValue[] byField = LenientValue.ofFields(raw);
    root = layout.root;
    places = layout.places;
    parts = layout.parts;
    int leaves = places.length;
    kinds = new int[leaves];
    quoted = new boolean[leaves];
    lenient = new LenientValue[leaves];
    format = raw.time().format();
    for (int i = 0; i < leaves; i++) {
      Field field = raw.fields().get(places[i]);
      quoted[i] = field.quoted();
      lenient[i] = byField[places[i]];
      kinds[i] = parts[i] >= 0 ? PART : lenient[i] != null ? LENIENT : kind(field);
    }
    time = raw.indexOf(raw.time());
    readsHeartbeat = root.find(StreamDefinition.HEARTBEAT) >= 0;
    timeParts = TimeParts.of(raw, byField[time]);
    seen = new boolean[leaves];
    seenNodes = new boolean[layout.nodes];
  }

  private static int kind(Field field) {
    boolean plain = field.format() == null || field.format() == TimeFormat.MILLISECONDS;
    return switch (field.type()) {
      case STRING -> TEXT;
      case DECIMAL -> field.scale();
      case TIMESTAMP, INT ->
          plain && !field.quoted() ? WHOLE : field.format() == TimeFormat.ISO ? ISO : SPECIAL;
      case BOOLEAN -> throw new IllegalArgumentException("true or false is not plain");
    };
  }

  /**
   * Reads one record into {@code into} if it has a usual form.
   *
   * @return whether it was read; if not, the record may still be valid, and {@code into} is
   *     undefined
   */
  boolean read(byte[] json, Reading into) {
    if (json.length > LONGEST_RECORD) {
      return false;
    }
    Arrays.fill(seen, false);
    found = 0;
    unknown = 0;
    int at = space(json, 0);
    if (peek(json, at) != '{') {
      return false;
    }
    if (seenNodes.length > 1) {
      Arrays.fill(seenNodes, false);
    }
    int end = object(json, at, root, into);
    if (end == UNSUPPORTED || space(json, end) != json.length) {
      return false;
    }
    if ((unknown > 0 || readsHeartbeat) && unknown + found <= 2) {
      // it may be a heartbeat
      return false;
    }
    into.heartbeat(false);
    return found == kinds.length ? complete(into) : mayMiss(into) && complete(into);
  }

  /** Whether an event time in two parts can be read. */
  private boolean complete(Reading into) {
    return timeParts == null || timeParts.read(into) == null;
  }

  /** Sets what has no value; false if a required value is missing. */
  private boolean mayMiss(Reading into) {
    for (int i = 0; i < kinds.length; i++) {
      if (!seen[i]
          && (lenient[i] == null || parts[i] >= 0 || lenient[i].none("missing", into) != null)) {
        return false;
      }
    }
    return true;
  }

  /** Reads the members of an object, and returns its end. */
  private int object(byte[] json, int open, RecordLayout.Node node, Reading into) {
    MemberName[] names = node.names;
    int expected = 0;
    int at = space(json, open + 1);
    if (peek(json, at) == '}') {
      return at + 1;
    }
    while (true) {
      int step = step(names, json, at, expected);
      if (step == names.length) {
        unknown++;
        at = anyValue(json, colon(json, text(json, at)));
      } else {
        expected = step + 1;
        at = value(json, colon(json, at + names[step].length()), node, step, into);
      }
      if (at == UNSUPPORTED) {
        return UNSUPPORTED;
      }
      at = space(json, at);
      if (peek(json, at) != ',') {
        return peek(json, at) == '}' ? at + 1 : UNSUPPORTED;
      }
      at = space(json, at + 1);
    }
  }

  /** Reads the elements of an array, and returns its end. */
  private int array(byte[] json, int open, RecordLayout.Node node, Reading into) {
    int at = space(json, open + 1);
    if (peek(json, at) == ']') {
      return at + 1;
    }
    for (int index = 0; ; index++) {
      int step = node.find(index);
      at = step < 0 ? anyValue(json, at) : value(json, at, node, step, into);
      if (at == UNSUPPORTED) {
        return UNSUPPORTED;
      }
      at = space(json, at);
      if (peek(json, at) != ',') {
        return peek(json, at) == ']' ? at + 1 : UNSUPPORTED;
      }
      at = space(json, at + 1);
    }
  }

  /** The index of the name at a position; most records have the order of the definition. */
  private static int step(MemberName[] names, byte[] json, int at, int expected) {
    for (int i = expected; i < names.length; i++) {
      if (names[i].isAt(json, at)) {
        return i;
      }
    }
    for (int i = 0; i < expected; i++) {
      if (names[i].isAt(json, at)) {
        return i;
      }
    }
    return names.length;
  }

  private int value(byte[] json, int at, RecordLayout.Node node, int step, Reading into) {
    if (at == UNSUPPORTED) {
      return UNSUPPORTED;
    }
    int leaf = node.leaves[step];
    if (leaf < 0) {
      return inside(json, at, node.children[step], into);
    }
    if (seen[leaf]) {
      return UNSUPPORTED;
    }
    seen[leaf] = true;
    found++;
    return leaf(json, at, leaf, into);
  }

  private int inside(byte[] json, int at, RecordLayout.Node node, Reading into) {
    if (seenNodes[node.number]) {
      return UNSUPPORTED;
    }
    seenNodes[node.number] = true;
    byte first = peek(json, at);
    if (first == '{' && !node.array) {
      return object(json, at, node, into);
    }
    // the values inside a value of another type are missing
    return first == '[' && node.array ? array(json, at, node, into) : anyValue(json, at);
  }

  /** Reads the value of a leaf and returns its end. */
  private int leaf(byte[] json, int at, int leaf, Reading into) {
    int kind = kinds[leaf];
    if (kind >= WHOLE) {
      return number(json, at, places[leaf], kind, into);
    }
    if (kind == SPECIAL) {
      return special(json, at, leaf, into);
    }
    if (kind != TEXT && kind != ISO) {
      return lenient(json, at, leaf, into);
    }
    int end = text(json, at);
    if (end == UNSUPPORTED) {
      return UNSUPPORTED;
    }
    if (kind == ISO) {
      return iso(json, at + 1, end - 1, into) ? end : UNSUPPORTED;
    }
    into.text(places[leaf], json, at + 1, end - 1);
    return end;
  }

  /** Reads an event time; places beyond milliseconds are cut off. */
  private boolean iso(byte[] json, int from, int to, Reading into) {
    if (!IsoTime.isStrict(json, from, to) || iso.parse(json, from, to) != null) {
      return false;
    }
    long millis = iso.second() * 1000 + iso.nanos() / 1_000_000;
    into.number(time, millis);
    return millis >= TimeFormat.EARLIEST && millis <= TimeFormat.LATEST;
  }

  private int lenient(byte[] json, int at, int leaf, Reading into) {
    LenientValue value = lenient[leaf];
    byte first = peek(json, at);
    boolean string = first == '"';
    if (!string && first != '-' && !isDigit(first)) {
      return literal(json, at, leaf, into);
    }
    int end = string ? text(json, at) : anyNumber(json, at);
    if (end == UNSUPPORTED) {
      return UNSUPPORTED;
    }
    if (kinds[leaf] == PART) {
      timeParts.set(parts[leaf], json, string ? at + 1 : at, string ? end - 1 : end);
      return end;
    }
    String problem =
        string ? value.text(json, at + 1, end - 1, into) : value.number(json, at, end, into);
    return problem == null ? end : UNSUPPORTED;
  }

  /** Reads {@code true}, {@code false} or {@code null}. */
  private int literal(byte[] json, int at, int leaf, Reading into) {
    if (kinds[leaf] == PART) {
      return UNSUPPORTED;
    }
    LenientValue value = lenient[leaf];
    if (matches(NULL, json, at)) {
      return value.none("null", into) == null ? at + NULL.length : UNSUPPORTED;
    }
    boolean truth = matches(TRUE, json, at);
    if (!truth && !matches(FALSE, json, at) || value.truth(truth, into) != null) {
      return UNSUPPORTED;
    }
    return at + (truth ? TRUE.length : FALSE.length);
  }

  private int number(byte[] json, int at, int place, int kind, Reading into) {
    int end = kind == WHOLE ? number.whole(json, at) : number.decimal(json, at, kind);
    if (end == UNSUPPORTED) {
      return UNSUPPORTED;
    }
    long value = number.value();
    if (place == time && (value < TimeFormat.EARLIEST || value > TimeFormat.LATEST)) {
      return UNSUPPORTED;
    }
    into.number(place, value);
    return end;
  }

  private int special(byte[] json, int at, int leaf, Reading into) {
    int place = places[leaf];
    boolean inQuotes = quoted[leaf] && peek(json, at) == '"';
    int end = number.whole(json, inQuotes ? at + 1 : at);
    if (end == UNSUPPORTED || inQuotes && peek(json, end) != '"') {
      return UNSUPPORTED;
    }
    long value = number.value();
    if (place == time) {
      value = format.ofNumber(value);
      if (value == TimeFormat.NONE) {
        return UNSUPPORTED;
      }
    }
    into.number(place, value);
    return inQuotes ? end + 1 : end;
  }
}
