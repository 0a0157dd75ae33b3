package io.tidemark.model.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeFormat;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Records in all forms that JSON has and some that it has not, and such as were right once. */
final class RecordFuzz {
  private static final String[] SPACES = {"", "", "", "", "", " ", "\t", "\r\n", "  "};
  private static final String[] WHOLE_NUMBERS = {
    "0",
    "5",
    "-1",
    "17",
    "1790000000000",
    "-62135596800000",
    "253402300799999",
    "999999999999999999"
  };
  private static final String[] NUMBERS = {
    "20.13",
    "-3.5",
    "0.05",
    "20.10",
    "20.1000",
    "1.5",
    "-0",
    "-0.0",
    "0.123456789",
    "1.000000000000"
  };
  private static final String[] ODD_NUMBERS = {
    "00",
    "01",
    "-",
    "-01",
    "+1",
    ".5",
    "1.",
    "1e2",
    "1E-1",
    "20.123",
    "0x10",
    "NaN",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "12345678901234567890",
    "92233720368547758.07",
    "253402300800000",
    "0." + "0".repeat(61),
    "0." + "0".repeat(62),
    "0." + "0".repeat(63),
    "1" + "0".repeat(1001)
  };
  private static final String[] TEXTS = {
    "\"\"", "\"on\"", "\"a b\"", "\"Zürich\"", "\"🚚 €\"", "\"\u007f\"", "\"heartbeat\""
  };
  private static final String[] ODD_VALUES = {
    "null",
    "true",
    "false",
    "tru",
    "truex",
    "[]",
    "{}",
    "[1,{\"time\":2}]",
    "'on'",
    "\"\\n\"",
    "\"\\u006fn\"",
    "\"\\ud800\"",
    "\"\\ud83d\\ude9a\"",
    "\"\t\"",
    "\"\\x\"",
    "\"open",
    ""
  };
  private static final String[] OTHER_NAMES = {
    "heartbeat", "more", "tim", "time2", "Time", "", "ü", "\\u0074ime", "a\\\"b"
  };
  private static final String[] QUOTED = {
    " 5", "5 ", "05", "-05", "-0", "+5", "", "-", "5.0", "5e0", "\\u0035", "9223372036854775808"
  };
  private static final String[] DAYS = {
    "19700101", "19691231", "20240229", "20230229", "20241301", "0", "10101", "99991231", "99991232"
  };
  private static final String[] TIMES = {
    "2026-01-31T12:00:00.250+01:00",
    "2026-01-31T12:00:00Z",
    "2026-01-31T12:00:00.123456789-18:00",
    "\\u0032026-01-31T12:00:00Z",
    "2026-02-31T12:00:00Z",
    "2026-01-31T24:00:00Z",
    "2026-01-31T12:00:00",
    "2026-01-31",
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+01:00",
    "9999-12-31T23:59:59-01:00"
  };
  private static final String[] ESCAPES = {
    "\\n",
    "\\\"",
    "\\\\",
    "\\/",
    "\\u00e9",
    "\\uD83D\\uDE9A",
    "\\ud800",
    "\\x",
    "\\u12g4",
    "é",
    "🚚",
    "a"
  };
  private static final String[] EXPONENTS = {
    "1e5", "-0E+0", "1.50e-3", "1e999999999", "1e", "1e+", "0.e1", "01e1", "1e" + "0".repeat(70)
  };
  private static final byte[][] SPLICES = {
    bytes("\""),
    bytes("}"),
    bytes("{"),
    bytes(","),
    bytes(":"),
    bytes("0"),
    bytes("-"),
    bytes("."),
    bytes("e9"),
    bytes("\\"),
    bytes(" "),
    bytes("é"),
    {0},
    {'\f'},
    {(byte) 0xc0, (byte) 0x80},
    {(byte) 0xe0, (byte) 0x80, (byte) 0x80},
    {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
    {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
    {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}
  };

  private final Random random;
  private final List<Field> fields;

  RecordFuzz(StreamDefinition.Raw raw, long seed) {
    random = new Random(seed);
    fields = raw.fields();
  }

  byte[] next() {
    byte[] record = bytes(record());
    int changes = Math.max(0, random.nextInt(6) - 3);
    for (int i = 0; i < changes && record.length > 0; i++) {
      record = change(record);
    }
    return record;
  }

  private String record() {
    List<String> members = new ArrayList<>();
    for (Field field : fields) {
      if (!rarely()) {
        members.add(member(field.name(), value(field)));
      }
    }
    if (random.nextInt(10) == 0) {
      members.subList(1, members.size()).clear();
      members.add(member("heartbeat", "true"));
    }
    if (random.nextInt(3) == 0) {
      members.add(member(oneOf(OTHER_NAMES), anything()));
    }
    if (rarely()) {
      String name = fields.get(random.nextInt(fields.size())).name();
      members.add(
          member("\\u%04x%s".formatted((int) name.charAt(0), name.substring(1)), anything()));
    }
    if (rarely()) {
      Field again = fields.get(random.nextInt(fields.size()));
      members.add(member(again.name(), value(again)));
    }
    if (random.nextBoolean()) {
      Collections.shuffle(members, random);
    }
    return space() + "{" + String.join(",", members) + "}" + space();
  }

  private String member(String name, String value) {
    return space() + '"' + name + '"' + space() + ":" + space() + value + space();
  }

  private String value(Field field) {
    if (rarely()) {
      return anything();
    }
    if (field.type() == FieldType.STRING) {
      return oneOf(TEXTS);
    }
    if (field.type() == FieldType.BOOLEAN) {
      return String.valueOf(random.nextBoolean());
    }
    if (field.format() == TimeFormat.ISO) {
      Instant any = Instant.ofEpochMilli(random.nextInt() * 1_000L + random.nextInt(1_000));
      return '"' + (random.nextInt(8) == 0 ? oneOf(TIMES) : any.toString()) + '"';
    }
    if (!field.quoted()) {
      return number(field);
    }
    return switch (random.nextInt(20)) {
      case 0 -> '"' + oneOf(QUOTED) + '"';
      case 1, 2, 3, 4, 5, 6 -> '"' + number(field) + '"';
      default -> number(field);
    };
  }

  private String number(Field field) {
    if (field.format() == TimeFormat.YYYYMMDD) {
      return random.nextInt(8) == 0 ? oneOf(DAYS) : "" + (20200101 + random.nextInt(28));
    }
    if (random.nextInt(8) > 0) {
      return BigDecimal.valueOf(random.nextInt(), field.scale()).toPlainString();
    }
    return random.nextBoolean() ? oneOf(WHOLE_NUMBERS) : oneOf(NUMBERS);
  }

  private String anything() {
    return switch (random.nextInt(9)) {
      case 0 -> oneOf(WHOLE_NUMBERS);
      case 1 -> oneOf(NUMBERS);
      case 2 -> oneOf(ODD_NUMBERS);
      case 3 -> oneOf(TEXTS);
      case 4 -> oneOf(ODD_VALUES);
      case 5 -> oneOf(EXPONENTS);
      case 6 -> '"' + escapes() + '"';
      case 7 -> nested(3);
      default -> rarely() ? deep() : nested(2);
    };
  }

  private String escapes() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append(oneOf(ESCAPES));
    }
    return text.toString();
  }

  /** An object or a list, in which the names of the fields stand again. */
  private String nested(int depth) {
    boolean object = random.nextBoolean();
    List<String> inner = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      String value =
          depth > 1 && random.nextInt(3) == 0
              ? nested(depth - 1)
              : value(fields.get(random.nextInt(fields.size())));
      inner.add(object ? member(innerName(), value) : space() + value + space());
    }
    String members = inner.isEmpty() ? space() : String.join(",", inner);
    return object ? "{" + members + "}" : "[" + members + "]";
  }

  private String innerName() {
    return switch (random.nextInt(4)) {
      case 0 -> oneOf(OTHER_NAMES);
      case 1 -> escapes();
      default -> fields.get(random.nextInt(fields.size())).name();
    };
  }

  /** About as deep as the scanner goes, or deeper than the parser does. */
  private String deep() {
    int depth = rarely() ? 1_001 : 28 + random.nextInt(10);
    return random.nextBoolean()
        ? "[".repeat(depth) + "]".repeat(depth)
        : ("{\"" + fields.get(0).name() + "\":").repeat(depth) + "1" + "}".repeat(depth);
  }

  private byte[] change(byte[] record) {
    int at = random.nextInt(record.length);
    byte[] before = Arrays.copyOf(record, at);
    byte[] after = Arrays.copyOfRange(record, at, record.length);
    return switch (random.nextInt(5)) {
      case 0 -> before;
      case 1 -> join(before, new byte[] {(byte) random.nextInt(256)}, after);
      case 2 -> join(before, SPLICES[random.nextInt(SPLICES.length)], after);
      case 3 -> join(record, after, new byte[0]);
      default -> {
        byte[] changed = record.clone();
        changed[at] = (byte) random.nextInt(256);
        yield changed;
      }
    };
  }

  private boolean rarely() {
    return random.nextInt(50) == 0;
  }

  private String space() {
    return random.nextInt(4) == 0 ? oneOf(SPACES) : "";
  }

  private String oneOf(String[] from) {
    return from[random.nextInt(from.length)];
  }

  private static byte[] join(byte[] first, byte[] second, byte[] third) {
    byte[] all = Arrays.copyOf(first, first.length + second.length + third.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    System.arraycopy(third, 0, all, first.length + second.length, third.length);
    return all;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
