package io.tidemark.command.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.command.sample.SampleColumn.Cell;
import io.tidemark.command.sample.SampleColumn.Kind;
import io.tidemark.model.definition.Location;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeSearchTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2026-01-31T12:00:00Z              | iso                            |
          2026-01-31T12:00:00.123456789Z    | iso                            |
          2026-01-31 12:00:00+00:00         | iso                            |
          2026-01-31T12:00:00+0100          | iso                            |
          2026-01-31 12:00:00 UTC           | iso                            |
          2026-01-31t12:00z                 | iso                            |
          2026-01-31 12:00:00               | iso                            | UTC
          2026-01-31T12:00:00,5             | iso                            | UTC
          2026-01-31                        | iso                            | UTC
          1767225600                        | seconds                        |
          1767225600.25                     | seconds                        |
          1.7672256E9                       | seconds                        |
          1767225600000                     | milliseconds                   |
          1767225600000000                  | microseconds                   |
          1767225600000000000               | nanoseconds                    |
          20260131                          | yyyymmdd                       |
          20260131120000                    | yyyyMMddHHmmss                 | UTC
          202601311200                      | yyyyMMddHHmm                   | UTC
          31/01/2026 12:00:00               | dd/MM/yyyy HH:mm:ss            | UTC
          1/31/2026                         | M/d/yyyy                       | UTC
          01/31/2026 01:30 PM               | MM/dd/yyyy hh:mm a             | UTC
          1/31/2026 1:30:05 pm              | M/d/yyyy h:mm:ss a             | UTC
          31.1.2026 9:05                    | d.M.yyyy H:mm                  | UTC
          31.01.26 09:05                    | dd.MM.yy HH:mm                 | UTC
          31-01-2026 12:00                  | dd-MM-yyyy HH:mm               | UTC
          2026/01/31 12:00:00.250           | yyyy/MM/dd HH:mm:ss.SSS        | UTC
          2026-01-31-14                     | yyyy-MM-dd-HH                  | UTC
          2026-01-31 9:05                   | yyyy-MM-dd H:mm                | UTC
          Jan 31 2026 12:00:00              | MMM dd yyyy HH:mm:ss           | UTC
          Jan 31, 2026 1:05 PM              | MMM dd, yyyy h:mm a            | UTC
          31-Jan-2026                       | dd-MMM-yyyy                    | UTC
          31 January 2026 12:00             | dd MMMM yyyy HH:mm             | UTC
          31/Jan/2026:12:00:00 +0100        | dd/MMM/yyyy:HH:mm:ss XX        |
          Sat, 31 Jan 2026 12:00:00 GMT     | EEE, dd MMM yyyy HH:mm:ss z    |
          Sat Jan 31 12:00:00 2026          | EEE MMM d HH:mm:ss yyyy        | UTC
          20260131T120000Z                  | yyyyMMdd'T'HHmmssXX            |
          2026/01/31 12:00:00 +01:00        | yyyy/MM/dd HH:mm:ss XXX        |
          """)
  void aTimeHasItsFormat(String text, String format, String zone) {
    TimeSearch.Found found = best(column("time", text, text));
    assertThat(found.format()).isEqualTo(format);
    assertThat(found.zone()).isEqualTo(zone);
    assertThat(found.read()).isEqualTo(2);
    assertThat(EventTimes.of(sample(text), found).millis()).as("the decoder reads it").hasSize(1);
  }

  @Test
  void theOrderOfDayAndMonthIsSaidOrAsked() {
    assertThat(best(column("t", "01/02/2026", "28/02/2026")).comments())
        .contains("day first, because 28 occurs in the first place");
    assertThat(best(column("t", "01/02/2026", "02/28/2026")).format()).isEqualTo("MM/dd/yyyy");
    assertThat(best(column("t", "01/02/2026", "02/02/2026")).comments())
        .anyMatch(comment -> comment.startsWith("? day or month first is not certain"));
    assertThat(best(column("t", "01.02.2026", "02.02.2026")).comments())
        .contains("day first, as is usual with points");
  }

  @Test
  void partsThatAreMissingAtTimesAreOptional() {
    TimeSearch.Found found =
        best(column("t", "31/01/2026 12:00", "1/2/2026 12:00:05", "1/2/2026 12:00:05.25"));
    assertThat(found.format()).isEqualTo("d/M/yyyy HH:mm[:ss[.SS]]");
    assertThat(found.read()).isEqualTo(3);
  }

  @Test
  void dayAndTimeInTwoColumnsAreOneTime() {
    SampleColumn day = column("Date", "10/03/2004", "31/03/2004");
    SampleColumn time = column("Time", "18.00.00", "19.00.00");
    TimeSearch.Found found = best(day, time);
    assertThat(found.columns()).containsExactly(day, time);
    assertThat(found.format()).isEqualTo("dd/MM/yyyy HH.mm.ss");

    found = best(column("day", "2026-01-31"), column("hour", "18:00"));
    assertThat(found.format()).isEqualTo("iso");
  }

  @Test
  void theColumnThatIsNamedAsAnEventTimeIsTaken() {
    String time = "2026-01-31T12:00:00Z";
    assertThat(best(column("updated_at", time), column("@timestamp", time)).columns())
        .extracting(SampleColumn::path)
        .containsExactly("@timestamp");
    assertThat(best(column("received_time", time), column("event_time", time)).columns())
        .extracting(SampleColumn::path)
        .containsExactly("event_time");
    assertThat(best(column("x", time), column("y", time)).columns())
        .extracting(SampleColumn::path)
        .containsExactly("x");
  }

  @Test
  void theMostCompleteColumnIsTaken() {
    SampleColumn often = column("date", "2026-01-31", "2026-01-31", "2026-02-01");
    SampleColumn seldom = column("timestamp", "2026-01-31T12:00:00Z", null, null);
    assertThat(new TimeSearch(false, 3).best(List.of(seldom, often)).columns())
        .containsExactly(often);
  }

  @Test
  void aNumberThatIsNoTimeIsNoTime() {
    assertThat(best(column("value", "17", "18"))).isNull();
    assertThat(best(column("bytes", "1767225600", "5"))).isNull();
    assertThat(best(column("number", "20260131", "20260131"))).isNull();
    assertThat(best(column("id", "12:00", "13:00"))).isNull();
    assertThat(best(column("host", "192.0.2.10", "192.0.2.11"))).isNull();
    assertThat(best(column("phone", "555-01-2026", "555-01-2027"))).isNull();
  }

  private static TimeSearch.Found best(SampleColumn... columns) {
    return new TimeSearch(false, columns[0].records()).best(List.of(columns));
  }

  private static SampleColumn column(String name, String... texts) {
    SampleColumn column = new SampleColumn(Location.member(name), texts.length);
    for (int i = 0; i < texts.length; i++) {
      if (texts[i] != null) {
        column.set(
            i,
            new Cell(
                texts[i].matches("[0-9.]+(E[0-9]+)?") && NumberText.parse(texts[i]) != null
                    ? Kind.NUMBER
                    : Kind.TEXT,
                texts[i]));
      }
    }
    return column;
  }

  private static Sample sample(String time) {
    boolean number = NumberText.parse(time) != null;
    String value = number ? time : '"' + time + '"';
    return new Sample(
        "test",
        null,
        false,
        false,
        List.of(),
        Stream.of("{\"time\":" + value + "}")
            .map(record -> new Sample.SampleRecord(record.getBytes(), null, 0, null))
            .toList(),
        false);
  }
}
