package io.tidemark.generator.options;

import java.math.BigDecimal;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts a share from 0 to 1, written as {@code 0.01} or {@code 1%}. */
final class RateConverter implements ITypeConverter<BigDecimal> {
  @Override
  public BigDecimal convert(String text) {
    String number = text.strip();
    boolean percent = number.endsWith("%");
    try {
      BigDecimal rate =
          new BigDecimal(percent ? number.substring(0, number.length() - 1).strip() : number)
              .movePointLeft(percent ? 2 : 0);
      if (rate.signum() >= 0 && rate.compareTo(BigDecimal.ONE) <= 0) {
        return rate;
      }
    } catch (NumberFormatException e) {
      // reported below, like a rate out of range
    }
    throw new TypeConversionException(
        "expected a rate from 0 to 1 such as 0.01 or 1%, found '" + text + "'");
  }
}
