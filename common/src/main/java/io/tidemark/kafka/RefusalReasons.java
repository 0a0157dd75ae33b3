package io.tidemark.kafka;

import io.tidemark.cli.text.HumanFormat;
import io.tidemark.cli.text.TerminalText;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Why records were refused, the commonest reasons first. Reasons that differ only in a number or in
 * a text in quotes count as one. Not thread-safe.
 */
public final class RefusalReasons {
  /** Characters of a value that are shown. */
  private static final int WIDTH = 120;

  private static final int MOST_TEXTS = 10_000;
  private static final int MOST_REASONS = 1_000;
  private static final String OTHERS = "other reasons";

  /** A text in double quotes, one in single quotes after "found", and a number by itself. */
  private static final Pattern VARIABLE =
      Pattern.compile("\"[^\"]*\"|(?<=found )'[^']*'|(?<![\\w])-?[0-9][0-9.,:]*(?![\\w])");

  /**
   * A reason.
   *
   * @param reason of the first record that has it
   * @param records how many have it
   * @param partition of the first one
   * @param offset of the first one
   * @param value of the first one in one line, cut to 120 characters; null for a record without one
   */
  public record Reason(String reason, long records, int partition, long offset, String value) {
    /** The number, the reason, and the first record. */
    @Override
    public String toString() {
      return HumanFormat.format(records)
          + " × "
          + reason
          + "; such as partition "
          + partition
          + " offset "
          + offset
          + (value == null ? ", without a value" : ": " + value);
    }
  }

  private static final class Group {
    private final Reason first;
    private long records;

    Group(Reason first) {
      this.first = first;
    }

    Reason reason() {
      return new Reason(first.reason, records, first.partition, first.offset, first.value);
    }
  }

  private final Map<String, Group> byText = new HashMap<>();
  private final Map<String, Group> groups = new LinkedHashMap<>();

  /** Adds a refused record. */
  public void add(DeadLetter letter) {
    Group group = byText.get(letter.reason());
    if (group == null) {
      group = group(letter);
      if (byText.size() < MOST_TEXTS) {
        byText.put(letter.reason(), group);
      }
    }
    group.records++;
  }

  /** All reasons by their kind, the first one first. */
  public Map<String, Reason> byKind() {
    Map<String, Reason> all = new LinkedHashMap<>();
    groups.forEach((kind, group) -> all.put(kind, group.reason()));
    return all;
  }

  /** Adds what {@link #byKind} has given, before any record. */
  public void continueFrom(Map<String, Reason> byKind) {
    byKind.forEach(
        (kind, reason) -> {
          Group group = new Group(reason);
          group.records = reason.records();
          groups.put(kind, group);
        });
  }

  private Group group(DeadLetter letter) {
    String kind = VARIABLE.matcher(letter.reason()).replaceAll("?");
    boolean full = groups.size() >= MOST_REASONS && !groups.containsKey(kind);
    String reason = full ? OTHERS : TerminalText.harmless(letter.reason(), 2 * WIDTH);
    return groups.computeIfAbsent(
        full ? OTHERS : kind,
        added ->
            new Group(
                new Reason(reason, 0, letter.partition(), letter.offset(), shown(letter.value()))));
  }

  private static String shown(byte[] value) {
    return value == null ? null : TerminalText.harmless(TerminalText.of(value), WIDTH);
  }

  /** The commonest reasons; of equally common ones the first comes first. */
  public List<Reason> commonest(int most) {
    return groups.values().stream()
        .map(Group::reason)
        .sorted(Comparator.comparingLong(Reason::records).reversed())
        .limit(most)
        .toList();
  }
}
