package io.tidemark.model.value;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Converts local times of a zone to UTC. Of a time that comes twice it takes the earlier one; a
 * time that never comes is moved forward by the length of the gap, as {@link ZonedDateTime#ofLocal}
 * does. Between two changes of the clock it needs no object. Not thread-safe.
 */
public final class LocalZone {
  private final ZoneId zone;
  private final ZoneRules rules;

  /** The local seconds between two changes of the clock, in which the offset is known. */
  private long from = Long.MAX_VALUE;

  private long to = Long.MIN_VALUE;
  private int offset;

  public LocalZone(ZoneId zone) {
    this.zone = zone;
    rules = zone.getRules();
    if (rules.isFixedOffset()) {
      from = Long.MIN_VALUE;
      to = Long.MAX_VALUE;
      offset = rules.getOffset(LocalDateTime.MIN).getTotalSeconds();
    }
  }

  /**
   * The epoch second of a local time.
   *
   * @param local seconds since 1970-01-01T00:00 on the clocks of the zone
   */
  public long toEpochSecond(long local) {
    if (local >= from && local < to) {
      return local - offset;
    }
    ZonedDateTime time = LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC).atZone(zone);
    remember(time);
    return time.toEpochSecond();
  }

  private void remember(ZonedDateTime time) {
    ZoneOffsetTransition before = rules.previousTransition(time.toInstant().plusSeconds(1));
    ZoneOffsetTransition after = rules.nextTransition(time.toInstant());
    offset = time.getOffset().getTotalSeconds();
    from =
        before == null
            ? Long.MIN_VALUE
            : Math.max(local(before.getDateTimeBefore()), local(before.getDateTimeAfter()));
    to =
        after == null
            ? Long.MAX_VALUE
            : Math.min(local(after.getDateTimeBefore()), local(after.getDateTimeAfter()));
  }

  private static long local(LocalDateTime time) {
    return time.toEpochSecond(ZoneOffset.UTC);
  }
}
