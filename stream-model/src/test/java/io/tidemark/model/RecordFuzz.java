package io.tidemark.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
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
    if (random.nextInt(8) > 0) {
      return BigDecimal.valueOf(random.nextInt(), field.scale()).toPlainString();
    }
    return random.nextBoolean() ? oneOf(WHOLE_NUMBERS) : oneOf(NUMBERS);
  }

  private String anything() {
    return switch (random.nextInt(5)) {
      case 0 -> oneOf(WHOLE_NUMBERS);
      case 1 -> oneOf(NUMBERS);
      case 2 -> oneOf(ODD_NUMBERS);
      case 3 -> oneOf(TEXTS);
      default -> oneOf(ODD_VALUES);
    };
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
