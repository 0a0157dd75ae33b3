package io.tidemark.audit.comparison;

import io.tidemark.audit.station.FlawedRecords;
import io.tidemark.audit.station.RepeatedRows;
import io.tidemark.audit.station.Station;
import java.math.BigDecimal;

/** Something because of which the audit does not hold. */
public sealed interface Problem {
  <T> T accept(Visitor<T> visitor);

  /**
   * One method for each kind.
   *
   * @param <T> what it makes of a problem
   */
  interface Visitor<T> {
    T nothingSent(NothingSent problem);

    T nothingCounted(NothingCounted problem);

    T undelivered(Undelivered problem);

    T ledgersDisagree(LedgersDisagree problem);

    T deadDiffer(DeadDiffer problem);

    T partitionDiffers(PartitionDiffers problem);

    T heartbeatsMissing(HeartbeatsMissing problem);

    T withoutLetter(WithoutLetter problem);

    T strayLetters(StrayLetters problem);

    T unreadable(Unreadable problem);

    T repeated(Repeated problem);

    T measureMissing(MeasureMissing problem);

    T stationEmpty(StationEmpty problem);

    T rowsDiffer(RowsDiffer problem);

    T windowDiffers(WindowDiffers problem);

    T sumDiffers(SumDiffers problem);
  }

  /** There is no reading to compare. */
  record NothingSent() implements Problem {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.nothingSent(this);
    }
  }

  /** There are readings, and no window counts any. */
  record NothingCounted() implements Problem {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.nothingCounted(this);
    }
  }

  /** The generator could not deliver readings. */
  record Undelivered(long readings) implements Problem {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.undelivered(this);
    }
  }

  /**
   * The readings of the ledgers do not add up.
   *
   * @param sent readings in all
   * @param accounted readings in the windows and beside them
   */
  record LedgersDisagree(long sent, long accounted) implements Problem {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.ledgersDisagree(this);
    }
  }

  /** The raw topic has another number of dead readings than the ledgers have. */
  record DeadDiffer(long sent, long found) implements Problem {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.deadDiffer(this);
    }
  }

  /** A partition of the raw topic has not the readings that were sent. */
  record PartitionDiffers(PartitionCheck partition) implements Problem {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.partitionDiffers(this);
    }
  }

  /**
   * The raw topic has fewer heartbeats than the runs have closed its windows with.
   *
   * @param least how many it must have, without those that its retention can have deleted
   * @param found how many it has
   */
  record HeartbeatsMissing(long least, long found) implements Problem {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.heartbeatsMissing(this);
    }
  }

  /** Dead records of the raw topic have no dead letter. */
  record WithoutLetter(FlawedRecords found) implements Problem {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.withoutLetter(this);
    }
  }

  /** Dead letters belong to no record of the raw topic. */
  record StrayLetters(long letters) implements Problem {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.strayLetters(this);
    }
  }

  /** Records of a station are none of its rows. */
  record Unreadable(Station station, FlawedRecords found) implements Problem {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.unreadable(this);
    }
  }

  /** Rows of a station are there more than once. */
  record Repeated(Station station, RepeatedRows found) implements Problem {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.repeated(this);
    }
  }

  /** Rows of a station lack a measure that was in force when their windows ended. */
  record MeasureMissing(Station station, String measure, long rows) implements Problem {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.measureMissing(this);
    }
  }

  /**
   * A station has no reading at all, which replaces a problem for each window.
   *
   * @param most how many it may have
   */
  record StationEmpty(Station station, long most) implements Problem {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.stationEmpty(this);
    }
  }

  /** A station has not the rows of the aggregated topic. */
  record RowsDiffer(Station written, Station station) implements Problem {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.rowsDiffer(this);
    }
  }

  /**
   * A station has not the readings of a window that it should have.
   *
   * @param window its start, epoch milliseconds
   */
  record WindowDiffers(Station station, long window) implements Problem {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.windowDiffers(this);
    }
  }

  /**
   * Two stations have as many readings of a window, but their sums differ.
   *
   * @param window its start, epoch milliseconds
   * @param before the name of the first one
   * @param wanted the sum there
   * @param station the name of the second one
   */
  record SumDiffers(
      long window, String field, String before, BigDecimal wanted, String station, BigDecimal found)
      implements Problem {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.sumDiffers(this);
    }
  }
}
