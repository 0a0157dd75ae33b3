package io.tidemark.druid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class UnusedDatasourceTest {
  private static final String DATASOURCES = "GET /druid/coordinator/v1/metadata/datasources";
  private static final String SQL = "POST /druid/v2/sql";
  private static final String NO_TABLE = "{\"errorMessage\":\"Object 'raw' not found\"}";

  @AutoClose private final FakeDruid druid = new FakeDruid();

  private boolean isUnused(String all, String used, int status, String rows) {
    druid.on(DATASOURCES, 200, all);
    druid.on(DATASOURCES, 200, used);
    druid.on(SQL, status, rows);
    return UnusedDatasource.is(druid.client(), "raw");
  }

  @Test
  void isOneThatHasUnusedSegmentsOnly() {
    assertThat(isUnused("[\"raw\",\"other\"]", "[\"other\"]", 400, NO_TABLE)).isTrue();
  }

  @Test
  void isNoneThatHasAUsedSegment() {
    assertThat(isUnused("[\"raw\"]", "[\"raw\"]", 400, NO_TABLE)).isFalse();
  }

  @Test
  void isNoneThatHasNoSegmentYet() {
    assertThat(isUnused("[\"other\"]", "[\"other\"]", 400, NO_TABLE)).isFalse();
  }

  @Test
  void isNoneThatHasRowsInATask() {
    assertThat(isUnused("[\"raw\"]", "[]", 200, "[[1]]\n\n")).isFalse();
  }

  @Test
  void isNoneForALoginThatMayNotSeeIt() {
    druid.on(DATASOURCES, 403, "{}");

    assertThat(UnusedDatasource.is(druid.client(), "raw")).isFalse();
  }
}
