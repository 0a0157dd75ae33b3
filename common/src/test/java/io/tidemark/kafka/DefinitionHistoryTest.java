package io.tidemark.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.kafka.DefinitionHistory.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefinitionHistoryTest {
  private static final long ALL = Long.MIN_VALUE;
  private static final long END = Long.MAX_VALUE;

  @Test
  void eachEntryIsInForceUntilTheNext() {
    assertThat(versions(new Entry(null, "a"), new Entry(60_000L, "b"), new Entry(90_000L, "c")))
        .containsExactly(
            new DefinitionVersion(ALL, 60_000, "a"),
            new DefinitionVersion(60_000, 90_000, "b"),
            new DefinitionVersion(90_000, END, "c"));
  }

  @Test
  void anEntryForAllWindowsEndsWhatWasBefore() {
    assertThat(versions(new Entry(null, "a"), new Entry(60_000L, "b"), new Entry(null, "c")))
        .containsExactly(new DefinitionVersion(ALL, END, "c"));
  }

  @Test
  void aDefinitionThatNoWindowBelongsToIsLeftOut() {
    assertThat(versions(new Entry(null, "a"), new Entry(60_000L, "b"), new Entry(60_000L, "c")))
        .containsExactly(
            new DefinitionVersion(ALL, 60_000, "a"), new DefinitionVersion(60_000, END, "c"));
    assertThat(versions()).isEmpty();
  }

  @Test
  void aPendingDefinitionIsInForceWhenItIsRecordedOnceMore() {
    Entry pending = new Entry(60_000L, "b", true);
    assertThat(versions(new Entry(null, "a"), pending))
        .containsExactly(
            new DefinitionVersion(ALL, 60_000, "a"), new DefinitionVersion(60_000, END, "b", true));
    assertThat(versions(new Entry(null, "a"), pending, new Entry(60_000L, "b")))
        .containsExactly(
            new DefinitionVersion(ALL, 60_000, "a"), new DefinitionVersion(60_000, END, "b"));
  }

  @Test
  void theWindowsOfADefinitionAreNamedByTheirEnds() {
    assertThat(new DefinitionVersion(ALL, END, "").windows()).isEqualTo("all windows");
    assertThat(new DefinitionVersion(0, 60_000, "").windows())
        .isEqualTo("windows that end after 1970-01-01T00:00:00Z and by 1970-01-01T00:01:00Z");
  }

  private static List<DefinitionVersion> versions(Entry... entries) {
    return DefinitionHistory.versions(List.of(entries));
  }
}
