package io.tidemark.page;

import java.util.List;

/**
 * What the page shows of a stream, one JSON object for each event.
 *
 * @param at when the stations were read, epoch milliseconds
 * @param ended whether nothing follows: the run is over and the reports are final
 * @param after the command that shows the stream from then on, or null if there is nothing to show
 * @param trouble why the stations cannot be read now, or null; then the rest is of the last time
 *     that they could
 * @param kinds one for each kind of windows
 */
public record PageState(
    String stream, long at, boolean ended, String after, String trouble, List<Kind> kinds) {

  /**
   * A kind of windows, with the stations of its path.
   *
   * @param lookedAt when its stations were looked at, epoch milliseconds; 0 before the first look.
   *     Rates are differences between two looks.
   * @param topic where the windows go
   * @param window its length in words, and the slide if it has one
   * @param sent readings by the run ledgers, or null while there is none
   * @param time where event time is; null before the first reading
   * @param measures the measures that can be drawn
   * @param groups the groups that can be drawn
   * @param rows the number of rows read from the topic of the windows: charts have changed if it
   *     has
   * @param hasPositions whether there is a map
   */
  public record Kind(
      long lookedAt,
      String topic,
      String window,
      Long sent,
      List<Station> stations,
      EventTime time,
      Exceptions exceptions,
      Verdict verdict,
      List<String> measures,
      List<String> groups,
      long rows,
      boolean hasPositions) {
    public Kind {
      stations = List.copyOf(stations);
      measures = List.copyOf(measures);
      groups = List.copyOf(groups);
    }
  }

  /**
   * A station.
   *
   * @param lag readings that it lacks of the station before it, 0 when it is ahead; null where it
   *     is not known
   * @param unread offsets of its topic that it has not read; null where it is not known or nothing
   *     is behind
   * @param windows whether it holds windows
   */
  public record Station(
      String name, long readings, long rows, Long lag, Long unread, boolean windows) {}

  /**
   * Event time, in epoch milliseconds.
   *
   * @param newest the newest event time in the raw topic
   * @param watermark where the watermark is at most: the newest event time less the delay
   * @param openWindows how many windows wait for later event times
   * @param closedWindows how many do not
   * @param openFrom the start of the first open window, or null
   */
  public record EventTime(
      long newest, long watermark, int openWindows, int closedWindows, Long openFrom) {}

  /**
   * Readings that windows do not count, and those that they do not count yet.
   *
   * @param open those of windows that are not closed
   * @param late those that the windows lack and that can have been late
   * @param reasons the commonest reasons of dead readings
   */
  public record Exceptions(
      long open, long late, long dead, long duplicates, long filtered, List<Reason> reasons) {
    public Exceptions {
      reasons = List.copyOf(reasons);
    }
  }

  /** Why readings are dead, and how many for this reason. */
  public record Reason(String text, long readings) {}

  /**
   * The audit as it stands.
   *
   * @param sentence the outcome in one sentence
   * @param notes remarks that do not change the outcome
   */
  public record Verdict(boolean holds, String sentence, List<String> problems, List<String> notes) {
    public Verdict {
      problems = List.copyOf(problems);
      notes = List.copyOf(notes);
    }
  }

  public PageState {
    kinds = List.copyOf(kinds);
  }
}
