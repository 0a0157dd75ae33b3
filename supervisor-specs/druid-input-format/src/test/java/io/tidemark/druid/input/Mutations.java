package io.tidemark.druid.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Records with something wrong, or with something unusual, made of records of a stream. */
final class Mutations {
  /** In place of a value, or as the value of one more member. */
  static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "{}",
          "[]",
          "[1]",
          "[\"a\"]",
          "{\"a\":1}",
          "\"\"",
          "\" \"",
          "0",
          "-0",
          "-0.0",
          "1",
          "-1",
          "1.0",
          "1e2",
          "1E-2",
          "1e400",
          "-1e400",
          "1e-400",
          "1e999999999",
          "0.1",
          "0.005",
          "20.13",
          "20.130",
          "20.131",
          "20.130000000000000001",
          "20.1300000000000000",
          "1767225600",
          "1767225600000",
          "17672256000000000",
          "20260101",
          "20261301",
          "10101",
          "119970131",
          "-20260101",
          "9007199254740993",
          "92233720368547758.07",
          "92233720368547758.08",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "-9223372036854775809",
          "-62135596800000",
          "-62135596800001",
          "253402300799999",
          "253402300800000",
          "-62135596800",
          "253402300799",
          "253402300800",
          "01",
          "+1",
          ".5",
          "5.",
          "1.e1",
          "NaN",
          "Infinity",
          "-Infinity",
          "0x10",
          "1_000",
          "--1",
          "\"1\"",
          "\"1767225600\"",
          "\" 1767225600\"",
          "\"01767225600\"",
          "\"+1767225600\"",
          "\"-0\"",
          "\"1767225600.0\"",
          "\"yesterday\"",
          "\"NaN\"",
          "\"Infinity\"",
          "\"\u0661\u0667\"",
          "\"9223372036854775808\"",
          "\"99999999999999999999999\"",
          "\"2026-01-01T00:00:00Z\"",
          "\"\\\"1\\\"\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\\ud83d\\ude00\"",
          "\"\ud83d\ude00\"",
          "\"\\u0000\"",
          "\"\\u00e4\"",
          "\"\u00e4\"",
          "\"\ufeff\"",
          "\"a\\nb\"",
          "\"\\x41\"",
          "\"%999999999%s\"",
          "\"a\tb\"",
          "\"a\0b\"",
          "'a'",
          "1" + "0".repeat(400),
          "9".repeat(1_200),
          "0." + "1".repeat(1_200),
          "1." + "0".repeat(80),
          "1e" + "9".repeat(30),
          "[".repeat(900) + "]".repeat(900),
          "[".repeat(1_500) + "]".repeat(1_500),
          "{\"a\":".repeat(1_500) + "1" + "}".repeat(1_500),
          "\"" + "x".repeat(40_000) + "\"");

  /** Anywhere in a record. */
  private static final List<String> SNIPPETS =
      List.of(
          "\0", "\n", "\r\n", "\r", "\t", " ", "\ufeff", ",", ":", "}", "{", "[", "]", "\"", "\\",
          "\\u", "//", "/**/", "#", "-", "1", ".", "e", "\u007f", "\u0001", "%", "\u2028", "true",
          "null", "}{", "}\n{");

  /** Anywhere in a record: not UTF-8. */
  private static final byte[][] BYTES = {
    {(byte) 0xc0, (byte) 0x80},
    {(byte) 0xc1, (byte) 0xbf},
    {(byte) 0xe0, (byte) 0x80, (byte) 0xaf},
    {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
    {(byte) 0xf0, (byte) 0x80, (byte) 0x80, (byte) 0x80},
    {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
    {(byte) 0xf8, (byte) 0x88, (byte) 0x80, (byte) 0x80, (byte) 0x80},
    {(byte) 0x80},
    {(byte) 0xe4},
    {(byte) 0xff},
    {(byte) 0xfe, (byte) 0xff}
  };

  private static final Pattern MEMBER = Pattern.compile("(\"[^\"]+\"):(\"[^\"]*\"|[^,}\"]+)");

  private final Random random;

  Mutations(long seed) {
    random = new Random(seed);
  }

  /** A record that a few random changes were made to. */
  byte[] mutate(byte[] record) {
    byte[] mutated = record;
    for (int i = random.nextInt(3); i >= 0; i--) {
      mutated = once(mutated);
    }
    return mutated;
  }

  private byte[] once(byte[] record) {
    int at = record.length == 0 ? 0 : random.nextInt(record.length);
    switch (random.nextInt(10)) {
      case 0:
        return Arrays.copyOf(record, at);
      case 1:
        byte[] flipped = record.clone();
        if (flipped.length > 0) {
          flipped[at] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
      case 2:
        return insert(record, at, pick(SNIPPETS).getBytes(UTF_8));
      case 3:
        return insert(record, at, BYTES[random.nextInt(BYTES.length)]);
      case 4:
        return insert(record, at, Arrays.copyOfRange(record, at, record.length));
      case 5:
        byte[] random4 = new byte[4];
        random.nextBytes(random4);
        return insert(record, at, random4);
      case 6:
        return insert(
            record, random.nextBoolean() ? 0 : record.length, pick(SNIPPETS).getBytes(UTF_8));
      case 7:
        return member(record, "\"other\":" + pick(VALUES));
      case 8:
        return again(record);
      default:
        return replaced(record);
    }
  }

  private static byte[] insert(byte[] record, int at, byte[] added) {
    byte[] longer = Arrays.copyOf(record, record.length + added.length);
    System.arraycopy(added, 0, longer, at, added.length);
    System.arraycopy(record, at, longer, at + added.length, record.length - at);
    return longer;
  }

  /** With a value replaced. */
  private byte[] replaced(byte[] record) {
    // this character set has a character for each byte
    String text = new String(record, ISO_8859_1);
    List<MatchResult> members = MEMBER.matcher(text).results().toList();
    if (members.isEmpty()) {
      return record;
    }
    MatchResult found = members.get(random.nextInt(members.size()));
    String value = new String(pick(VALUES).getBytes(UTF_8), ISO_8859_1);
    return (text.substring(0, found.start(2)) + value + text.substring(found.end(2)))
        .getBytes(ISO_8859_1);
  }

  /** With a name that stands twice, before the other or after it. */
  private byte[] again(byte[] record) {
    String text = new String(record, ISO_8859_1);
    List<MatchResult> members = MEMBER.matcher(text).results().toList();
    if (members.isEmpty()) {
      return record;
    }
    String name = members.get(random.nextInt(members.size())).group(1);
    String member = name + ":" + new String(pick(VALUES).getBytes(UTF_8), ISO_8859_1);
    return member(record, new String(member.getBytes(ISO_8859_1), UTF_8));
  }

  private byte[] member(byte[] record, String member) {
    byte[] text = new String(record, ISO_8859_1).trim().getBytes(ISO_8859_1);
    return random.nextBoolean()
        ? insert(text, Math.min(1, text.length), (member + ",").getBytes(UTF_8))
        : insert(text, Math.max(text.length - 1, 0), ("," + member).getBytes(UTF_8));
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** What people and their libraries send: one of each kind. */
  static List<byte[]> worst(byte[] record) {
    String text = new String(record, UTF_8);
    List<byte[]> worst = new ArrayList<>();
    for (String encoding :
        List.of("UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32BE", "UTF-32LE")) {
      worst.add(text.getBytes(Charset.forName(encoding)));
      worst.add(("\ufeff" + text).getBytes(Charset.forName(encoding)));
    }
    // as the serializers of schema registries write it
    for (byte[] front :
        new byte[][] {
          {0, 0, 0, 0, 1}, {0}, {0, 0}, {0, 0, 0}, {0, 0, 1, 0}, {1, 0, 0, 0}, {0, 1, 0, 0}, {3, 0}
        }) {
      worst.add(insert(record, 0, front));
      worst.add(front);
    }
    String first = text.substring(0, text.indexOf('}'));
    for (String other :
        List.of(
            "",
            " ",
            "\n",
            "null",
            "0",
            "\"\"",
            "[]",
            "[" + text + "]",
            "{}",
            "{",
            "true",
            text + text,
            text + " " + text,
            text + "\n" + text,
            text + "\r\n",
            "\n" + text,
            text + "\0",
            "\ufeff" + text,
            text + ",",
            text + "}",
            text.replace(",", ",\n "),
            text.replace(":", " : "),
            text.replace('"', '\''),
            "/* */" + text,
            first + ",\"heartbeat\":true}",
            first + ",\"heartbeat\":72}",
            first + ",\"heartbeat\":null}",
            "{\"heartbeat\":false," + text.substring(1),
            text.replaceFirst("\"", "\\\\\""),
            first + ",\"a\":1,\"a\":2}",
            first + ",\"\":1}",
            first + ",}",
            "%999999999%",
            "\0".repeat(1_000),
            "KEY|" + text,
            "<xml/>",
            "a,b,c",
            first + ",\"" + "n".repeat(60_000) + "\":1}")) {
      worst.add(other.getBytes(UTF_8));
    }
    for (MatchResult member : MEMBER.matcher(text).results().toList()) {
      // no member, a heartbeat of this member, each value in its place, before it and after it
      worst.add(
          text.replace(member.group() + ",", "").replace("," + member.group(), "").getBytes(UTF_8));
      worst.add(("{" + member.group() + ",\"heartbeat\":true}").getBytes(UTF_8));
      for (String value : VALUES) {
        String name = member.group(1) + ":";
        worst.add(text.replace(member.group(), name + value).getBytes(UTF_8));
        worst.add((first + "," + name + value + "}").getBytes(UTF_8));
        worst.add(("{" + name + value + "," + text.substring(1)).getBytes(UTF_8));
      }
    }
    for (String value : VALUES) {
      worst.add((first + ",\"other\":" + value + "}").getBytes(UTF_8));
    }
    return worst;
  }
}
