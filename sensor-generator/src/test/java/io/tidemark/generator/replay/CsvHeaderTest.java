package io.tidemark.generator.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.UsageError;
import io.tidemark.generator.GeneratorStreams;
import io.tidemark.model.definition.StreamDefinition;
import io.tidemark.model.yaml.RawSection;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fields of the stream are time, sensor (text) and state (text). */
class CsvHeaderTest {
  private static final StreamDefinition.Raw RAW = GeneratorStreams.TEXTS.raw();
  private static final String RECORD = "{\"time\":1,\"sensor\":\"a\",\"state\":\"b\"}";

  private final List<String> messages = new ArrayList<>();

  @Test
  void aNameInAnotherCaseIsTheFieldsIfNoOtherColumnHasIt() throws IOException {
    assertThat(read("Time,SENSOR,state\n1,a,b\n")).containsExactly(RECORD);
    assertThat(read("Time,time,SENSOR,state\n9,1,a,b\n")).as("exact").containsExactly(RECORD);
    assertThat(messages).isEmpty();
    assertThat(read("Time,TIME,sensor,state\n1,1,a,b\n"))
        .as("two columns might be meant")
        .containsExactly("{\"sensor\":\"a\",\"state\":\"b\"}");
    assertThat(messages).containsExactly("note: file: no column is named time");
  }

  @Test
  void aColumnIsTheFieldOfOneNameOnly() {
    CsvHeader header = CsvHeader.of(RAW, List.of(" time ", "Sensor", "STATE", "other"));
    assertThat(header.columns()).containsExactly("time", "sensor", "state", "other");
    assertThat(header.found()).isEqualTo(3);
    assertThat(CsvHeader.of(RAW, List.of("time", "a", "time")).repeated()).isEqualTo("time");
  }

  @Test
  void linesWithANumberSignBeforeTheHeaderAreComments() throws IOException {
    assertThat(read("# time, sensor and \"more\n\n#\n#x\ntime,sensor,state\n1,a,b\n# end\n"))
        .containsExactly(RECORD, "{\"time\":\"# end\"}");
    assertThat(read("# only\n# comments")).isEmpty();
  }

  @Test
  void aHeaderMayBeAComment() throws IOException {
    assertThat(read("# by a logger\n# time, sensor, state\n1,a,b\n")).containsExactly(RECORD);
    assertThat(read("#time;Sensor;state\n1;a;b\n")).containsExactly(RECORD);
  }

  @Test
  void blanksAroundANameThatIsTakenLeaveTheOtherToAnotherField() {
    StreamDefinition.Raw raw =
        RawSection.read(
            "{\"topic\":\"raw\",\"time\":\"time\",\"fields\":{\"time\":{\"type\":\"timestamp\"},"
                + "\"temp\":{\"type\":\"int\"},\"Temp\":{\"type\":\"int\"}}}");
    CsvHeader header = CsvHeader.of(raw, List.of("time", " Temp", "TEMP"));
    assertThat(header.columns()).containsExactly("time", "Temp", "temp");
    assertThat(header.missing()).isEmpty();
  }

  @Test
  void aCommentIsNoHeaderBecauseTheOtherFieldsAreOptional() throws IOException {
    String fields =
        "{\"time\":{\"type\":\"timestamp\"%s}," + "\"v\":{\"type\":\"int\",\"optional\":true}}";
    for (String format : List.of("", ",\"format\":\"record\"")) {
      StreamDefinition.Raw raw =
          RawSection.read(
              "{\"topic\":\"raw\",\"time\":\"time\",\"fields\":" + fields.formatted(format) + "}");
      String text = "# by a logger\n# time, in UTC\ntime,v\n1,2\n";
      LineRecords lines = new LineRecords(new ByteArrayInputStream(text.getBytes(UTF_8)), 1_000);
      CsvRecords records =
          new CsvRecords(raw, "file", lines, 1_000, ',', false, null, messages::add);
      assertThat(all(records))
          .containsExactly(format.isEmpty() ? "{\"time\":1,\"v\":2}" : "{\"v\":2}");
    }
    assertThat(messages).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"';', ;", "'\t', \\t", "'|', |"})
  void theSeparatorIsThatWithWhichTheHeaderHasFields(String separator, String shown)
      throws IOException {
    assertThat(read("time,sensor,state\n1,a,b\n".replace(",", separator))).containsExactly(RECORD);
    assertThat(messages)
        .containsExactly("note: file: the columns are separated by '" + shown + "'");
  }

  @Test
  void theUsualSeparatorStaysIfTheHeaderHasAFieldWithIt() throws IOException {
    assertThat(read("time,sensor;state;x\n1,a\n")).containsExactly("{\"time\":1}");
    assertThatThrownBy(() -> all(records("time;sensor\n1;a\n", true)))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("time, sensor, state with ',' between them, found time;sensor");
  }

  @Test
  void aRowThatIsNotOneIsGivenItsReason() throws IOException {
    CsvRecords records = records("time,sensor\n1,\"a\"b\n1,a,b,c\n1,a\n", false);
    records.next();
    assertThat(records.problem()).startsWith("expected a CSV row, found a quote");
    records.next();
    assertThat(records.problem()).isEqualTo("expected 2 cells, as the header has, found 4");
    records.next();
    assertThat(records.problem()).isNull();
  }

  private List<String> read(String text) throws IOException {
    messages.clear();
    return all(records(text, false));
  }

  private CsvRecords records(String text, boolean separatorIsGiven) throws IOException {
    LineRecords lines = new LineRecords(new ByteArrayInputStream(text.getBytes(UTF_8)), 1_000);
    return new CsvRecords(RAW, "file", lines, 1_000, ',', separatorIsGiven, null, messages::add);
  }

  private static List<String> all(CsvRecords records) throws IOException {
    List<String> all = new ArrayList<>();
    for (byte[] record = records.next(); record != null; record = records.next()) {
      all.add(new String(record, UTF_8));
    }
    return all;
  }
}
