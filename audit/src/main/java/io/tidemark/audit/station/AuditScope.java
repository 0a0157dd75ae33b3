package io.tidemark.audit.station;

/**
 * What an audit compares.
 *
 * @param windows those that are compared
 * @param watermark which bound on late readings applies
 */
public record AuditScope(WindowRange windows, WatermarkBound watermark) {
  /** All windows, with the bound that holds for every run of the job. */
  public static final AuditScope DEFAULT = new AuditScope(WindowRange.ALL, WatermarkBound.GLOBAL);
}
