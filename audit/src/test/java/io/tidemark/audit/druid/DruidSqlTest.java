package io.tidemark.audit.druid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.audit.fixture.Streams;
import io.tidemark.audit.rows.SettledWindows;
import io.tidemark.audit.station.WindowRange;
import io.tidemark.cli.UserError;
import io.tidemark.druid.FakeDruid;
import io.tidemark.retry.RetryableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DruidSqlTest {
  private static final String SQL = "POST /druid/v2/sql";

  @AutoClose private final FakeDruid druid = new FakeDruid();

  @Test
  void readsRowsOfWholeNumbers() {
    druid.on(SQL, 200, "[[-10000,5,2],[0,3.0,1],[10000,null,1]]");

    assertThat(ask())
        .hasValueSatisfying(
            rows ->
                assertThat(rows)
                    .containsExactly(
                        new long[] {-10000, 5, 2}, new long[] {0, 3, 1}, new long[] {10000, 0, 1}));
    assertThat(question(0).get("query").asText()).isEqualTo("SELECT 1");
    assertThat(question(0).get("context").get("useCache").asBoolean()).isFalse();
  }

  @Test
  void hasNoRowsForADatasourceThatDoesNotExist() {
    druid.on(
        SQL,
        400,
        "{\"error\":\"druidException\",\"errorCode\":\"invalidInput\","
            + "\"errorMessage\":\"Object 'sensors-raw' not found within 'druid' (line [1],"
            + " column [22])\"}");

    assertThat(ask()).isEmpty();
    assertThat(druid.requestCount(SQL)).isEqualTo(1);
  }

  @Test
  void tellsWhatDruidDoesNotAccept() {
    druid.on(SQL, 400, "{\"errorMessage\":\"Column 'readings' not found in any table\"}");

    assertThatThrownBy(this::ask)
        .isInstanceOf(UserError.class)
        .isNotInstanceOf(RetryableException.class)
        .hasMessageContaining(druid.address().toString())
        .hasMessageContaining("sensors-raw (HTTP 400: Column 'readings' not found in any table)")
        .hasMessageContaining("--druid");
    assertThat(druid.requestCount(SQL)).isEqualTo(1);
  }

  @Test
  void asksAgainWhenAServiceFailsOnce() {
    druid.on(SQL, 500, "{\"errorMessage\":\"no server\"}").on(SQL, 200, "[]");

    assertThat(ask()).hasValueSatisfying(rows -> assertThat(rows).isEmpty());
  }

  @Test
  void givesUpWhenAServiceKeepsFailing() {
    druid.on(SQL, 503, "<html>");

    assertThatThrownBy(this::ask)
        .isInstanceOf(RetryableException.class)
        .hasMessageContaining("fails to count sensors-raw (HTTP 503)");
    assertThat(druid.requestCount(SQL)).isEqualTo(3);
  }

  @Test
  void doesNotTakeHalfAnAnswerForAnAnswer() {
    druid.on(SQL, 200, "[[0,3,1],[10000,");

    assertThatThrownBy(this::ask)
        .isInstanceOf(RetryableException.class)
        .hasMessageContaining("broke off the answer for sensors-raw");
  }

  @Test
  void namesTheAddressWhereNothingAnswers() {
    druid.close();

    assertThatThrownBy(this::ask)
        .isInstanceOf(RetryableException.class)
        .hasMessage(
            "Druid does not answer at "
                + druid.address()
                + "; name its router with --druid, or start one with './tidemark up'");
  }

  @Test
  void countsTheTwoDatasourcesByWindow() {
    druid.on(SQL, 200, "[[60000,5,5]]").on(SQL, 200, "[[60000,5,2]]").on(SQL, 200, "[]");
    DruidCounts counts = new DruidCounts(sql(), WindowRange.ALL, Streams.minutes());

    assertThat(counts.raw().orElseThrow().windows()).isEqualTo(Map.of(60_000L, 5L));
    assertThat(counts.aggregated(SettledWindows.NONE).orElseThrow())
        .satisfies(found -> assertThat(found.count().rows()).isEqualTo(2))
        .satisfies(found -> assertThat(found.count().readings()).isEqualTo(5))
        .satisfies(found -> assertThat(found.again()).isEmpty());
    assertThat(question(0).get("query").asText())
        .isEqualTo(
            "SELECT TIMESTAMP_TO_MILLIS(__time) - MOD(MOD(TIMESTAMP_TO_MILLIS(__time), 60000)"
                + " + 60000, 60000), COUNT(*), COUNT(*) FROM \"druid\".\"sensors-raw\""
                + " GROUP BY 1");
    assertThat(question(1).get("query").asText())
        .isEqualTo(
            "SELECT TIMESTAMP_TO_MILLIS(__time), SUM(\"readings\"), COUNT(*) FROM"
                + " \"druid\".\"sensors-aggregated\" GROUP BY 1");
  }

  @Test
  void asksForTheWindowsOfARangeAlone() {
    // windows that slide would have readings of the first and the last one's neighbours too
    druid.on(SQL, 200, "[[60000,5,5],[120000,1,1]]").on(SQL, 200, "[]");
    WindowRange minute = new WindowRange(60_000, 120_000);
    DruidCounts counts = new DruidCounts(sql(), minute, Streams.minutes());

    assertThat(counts.raw().orElseThrow().windows()).isEqualTo(Map.of(60_000L, 5L));
    assertThat(counts.aggregated(SettledWindows.NONE)).isPresent();
    assertThat(question(0).get("query").asText())
        .endsWith(
            " WHERE __time >= MILLIS_TO_TIMESTAMP(60000) AND __time <"
                + " MILLIS_TO_TIMESTAMP(180000) GROUP BY 1");
    assertThat(question(1).get("query").asText())
        .endsWith(
            " WHERE __time >= MILLIS_TO_TIMESTAMP(60000) AND __time <"
                + " MILLIS_TO_TIMESTAMP(120000) GROUP BY 1");
  }

  @Test
  void findsRowsThatHaveTheSameKeyAndAsksForNotTooManyAtOnce() {
    druid
        .on(SQL, 200, "[[0,9,30000],[60000,9,30000],[120000,9,10000],[180000,9,70000]]")
        .on(SQL, 200, "[[0,3],[0,2]]")
        .on(SQL, 200, "[[60000,2]]")
        .on(SQL, 200, "[]");
    DruidCounts counts = new DruidCounts(sql(), WindowRange.ALL, Streams.minutes());

    assertThat(counts.aggregated(SettledWindows.NONE).orElseThrow().again())
        .isEqualTo(Map.of(0L, 3L, 60_000L, 1L));
    assertThat(druid.requestCount(SQL)).isEqualTo(4);
    assertThat(question(2).get("query").asText())
        .isEqualTo(
            "SELECT TIMESTAMP_TO_MILLIS(__time), COUNT(*) FROM \"druid\".\"sensors-aggregated\""
                + " WHERE __time >= MILLIS_TO_TIMESTAMP(60000) AND __time <="
                + " MILLIS_TO_TIMESTAMP(120000) GROUP BY __time, \"entity\" HAVING COUNT(*) > 1");
  }

  @Test
  void doesNotLookForRepeatedRowsInSettledWindowsThatAreAsTheyWere() {
    druid
        .on(SQL, 200, "[[0,9,3],[60000,9,3],[120000,9,3],[180000,9,3],[240000,9,3],[300000,9,3]]")
        .on(SQL, 200, "[]")
        .on(SQL, 200, "[[120000,2]]")
        .on(SQL, 200, "[]");
    DruidCounts counts = new DruidCounts(sql(), WindowRange.ALL, Streams.minutes());
    SettledWindows.Rows same = new SettledWindows.Rows(9, 3);
    SettledWindows settled =
        new SettledWindows(
            Map.of(
                60_000L,
                same,
                120_000L,
                new SettledWindows.Rows(9, 2),
                180_000L,
                new SettledWindows.Rows(8, 3),
                240_000L,
                same));

    assertThat(counts.aggregated(settled).orElseThrow().again()).isEqualTo(Map.of(120_000L, 1L));
    assertThat(druid.requestCount(SQL)).isEqualTo(4);
    assertThat(question(1).get("query").asText()).contains("(0) AND", "(0) GROUP BY");
    assertThat(question(2).get("query").asText()).contains("(120000) AND", "(180000) GROUP BY");
    assertThat(question(3).get("query").asText()).contains("(300000) AND", "(300000) GROUP BY");
  }

  private Optional<List<long[]>> ask() {
    return sql().ask("sensors-raw", "SELECT 1");
  }

  private DruidSql sql() {
    return new DruidSql(druid.client(), Duration.ofMillis(1));
  }

  private JsonNode question(int number) {
    try {
      return new ObjectMapper().readTree(druid.bodies(SQL).get(number));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
