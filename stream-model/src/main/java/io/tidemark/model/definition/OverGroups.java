package io.tidemark.model.definition;

import java.util.DoubleSummaryStatistics;

/** What the rows of all groups say of a measure in one window, as far as rows can tell. */
public enum OverGroups {
  /** Counts and sums. */
  SUM("added up over the groups"),
  /** The smallest value. */
  LEAST("the least of all groups"),
  /** The largest value. */
  GREATEST("the greatest of all groups"),
  /** Anything else, whatever the number of readings in a group. */
  MEAN("the mean of the groups");

  private final String text;

  OverGroups(String text) {
    this.text = text;
  }

  static OverGroups of(AggregateFunction function) {
    return switch (function) {
      case COUNT, COUNT_VALUES, SUM -> SUM;
      case MIN -> LEAST;
      case MAX -> GREATEST;
      case AVG, STDDEV, FIRST, LAST, DISTINCT, QUANTILES -> MEAN;
    };
  }

  /** The rule in words. */
  public String text() {
    return text;
  }

  /**
   * The value of all groups.
   *
   * @param rows the values of the groups, at least one
   */
  public double of(DoubleSummaryStatistics rows) {
    return switch (this) {
      case SUM -> rows.getSum();
      case LEAST -> rows.getMin();
      case GREATEST -> rows.getMax();
      case MEAN -> rows.getAverage();
    };
  }
}
