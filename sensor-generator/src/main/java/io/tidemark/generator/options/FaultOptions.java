package io.tidemark.generator.options;

import io.tidemark.cli.UsageError;
import io.tidemark.model.definition.StreamDefinition;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options for injected faults: rates from 0 to 1. */
public final class FaultOptions {
  public static final String LATE = "late";
  public static final String OUT_OF_ORDER = "out-of-order";
  public static final String DUPLICATED = "duplicated";
  public static final String MALFORMED = "malformed";
  public static final String FAR_FUTURE = "far-future";
  public static final String SILENT = "silent";

  @Option(
      names = "--" + LATE,
      paramLabel = "RATE",
      defaultValue = "0",
      converter = RateConverter.class,
      description =
          "Share of the readings, as 0.01 or 1%%, that come after their window has closed (default:"
              + " ${DEFAULT-VALUE}).")
  public BigDecimal late;

  @Option(
      names = "--" + OUT_OF_ORDER,
      paramLabel = "RATE",
      defaultValue = "0",
      converter = RateConverter.class,
      description =
          "Share of the readings that come after later ones, yet in time for their window (default:"
              + " ${DEFAULT-VALUE}).")
  public BigDecimal outOfOrder;

  @Option(
      names = "--" + DUPLICATED,
      paramLabel = "RATE",
      defaultValue = "0",
      converter = RateConverter.class,
      description =
          "Share of the readings that are sent once more, byte for byte (default:"
              + " ${DEFAULT-VALUE}).")
  public BigDecimal duplicated;

  @Option(
      names = "--" + MALFORMED,
      paramLabel = "RATE",
      defaultValue = "0",
      converter = RateConverter.class,
      description =
          "Share of the readings that are made unreadable, in several ways (default:"
              + " ${DEFAULT-VALUE}).")
  public BigDecimal malformed;

  @Option(
      names = "--" + FAR_FUTURE,
      paramLabel = "RATE",
      defaultValue = "0",
      converter = RateConverter.class,
      description =
          "Share of the readings whose event time is years ahead of any clock (default:"
              + " ${DEFAULT-VALUE}).")
  public BigDecimal farFuture;

  @Option(
      names = "--" + SILENT,
      paramLabel = "RATE",
      defaultValue = "0",
      converter = RateConverter.class,
      description = "Share of the entities that never report (default: ${DEFAULT-VALUE}).")
  public BigDecimal silent;

  /** The rates that are not 0, by the name of their option. */
  public Map<String, String> settings() {
    Map<String, BigDecimal> all = new LinkedHashMap<>();
    all.put(LATE, late);
    all.put(OUT_OF_ORDER, outOfOrder);
    all.put(DUPLICATED, duplicated);
    all.put(MALFORMED, malformed);
    all.put(FAR_FUTURE, farFuture);
    all.put(SILENT, silent);
    Map<String, String> settings = new LinkedHashMap<>();
    all.forEach(
        (option, rate) -> {
          if (rate.signum() > 0) {
            settings.put(option, rate.stripTrailingZeros().toPlainString());
          }
        });
    return settings;
  }

  /**
   * Checks the rates against each other.
   *
   * @throws UsageError with the names of the options that conflict
   */
  void check() {
    BigDecimal sum = late.add(outOfOrder).add(malformed).add(farFuture);
    if (sum.compareTo(BigDecimal.ONE) > 0) {
      throw new UsageError(
          "--late, --out-of-order, --malformed, --far-future: expected rates that add up to 1 at"
              + " most, because a reading has one of these faults at most, found "
              + sum.stripTrailingZeros().toPlainString());
    }
  }

  /**
   * Checks the rates against the stream.
   *
   * @throws UsageError with the name of the option that the stream does not permit
   */
  void check(StreamDefinition definition) {
    if (outOfOrder.signum() > 0 && definition.aggregated().watermark().isZero()) {
      throw new UsageError(
          "--out-of-order: expected a stream with a watermark, found a watermark of 0 in '"
              + definition.name()
              + "', which waits for nothing; leave the option out or lengthen the watermark");
    }
  }
}
