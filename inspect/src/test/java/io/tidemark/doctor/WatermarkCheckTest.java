package io.tidemark.doctor;

import static io.tidemark.doctor.CheckAssert.assertCheck;
import static io.tidemark.doctor.DoctorStreams.at;

import io.tidemark.doctor.CheckpointFolder.Position;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatermarkCheckTest {
  /**
   * Milliseconds from year 1 to 1970, by which the job shifts event times; a multiple of one
   * minute.
   */
  private static final long SHIFT = 62135596800000L;

  private static final long NOW = at("2026-01-01T12:00:00Z");

  @Test
  void reportsTheEventTimeThatClosesTheNextWindow() {
    assertCheck(check(at("2026-01-01T11:05:30Z"), NOW))
        .isFine()
        .found(
            "newest event time 2026-01-01T11:08:30Z, watermark 2026-01-01T11:05:30Z",
            "the window from 2026-01-01T11:05:00Z comes out when an event time of"
                + " 2026-01-01T11:09:00Z arrives");
  }

  @Test
  void aWindowThatEndsAtTheWatermarkHasComeOut() {
    assertCheck(check(at("2026-01-01T11:05:00Z"), NOW))
        .isFine()
        .found("the window from 2026-01-01T11:05:00Z");
  }

  @Test
  void beforeTheFirstReadingThereIsNone() {
    assertCheck(
            WatermarkCheck.check(
                "watermark", DoctorStreams.minutes().aggregated(), position(0), NOW))
        .isLook("./tidemark generate")
        .found("none yet");
  }

  @Test
  void duringTheFirstMicroBatchThatIsFine() {
    Position first = new Position(0, true, 0, 0, Map.of());

    assertCheck(WatermarkCheck.check("watermark", DoctorStreams.minutes().aggregated(), first, NOW))
        .isFine()
        .found("none yet");
  }

  @Test
  void aReadingFromTheFutureMakesThoseOfNowLate() {
    long newest = at("2026-01-01T12:05:00Z");
    long delay = 180_000;

    // a closing heartbeat may be ahead by one window and the delay; one minute is always allowed
    assertCheck(check(newest - delay, NOW)).isFine();
    assertCheck(check(newest - delay + 1, NOW)).isLook("simulated clock").found("5 minutes ahead");
  }

  private static Check check(long watermark, long now) {
    return WatermarkCheck.check(
        "watermark", DoctorStreams.minutes().aggregated(), position(watermark + SHIFT), now);
  }

  private static Position position(long watermark) {
    return new Position(3, false, 0, watermark, Map.of());
  }
}
