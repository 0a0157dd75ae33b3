package io.tidemark.model.record;

import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.definition.TimeWriter;
import java.util.List;

/** Writes event times for the places where a record has them. */
public final class RecordTimes {
  private final TimeWriter writer;
  private final RecordTemplate template;
  private final boolean divided;

  /**
   * @param raw its event time is a part of the record
   */
  public RecordTimes(StreamDefinition.Raw raw) {
    writer = new TimeWriter(raw.time().raw().time());
    template = new RecordTemplate(raw);
    divided = raw.time().raw().locations().size() > 1;
  }

  /**
   * The text or the number for each location of the event time, without quotes.
   *
   * @param millis epoch milliseconds
   */
  public List<String> write(long millis) {
    String time = writer.write(millis);
    return divided ? List.of(template.parts(time)) : List.of(time);
  }
}
