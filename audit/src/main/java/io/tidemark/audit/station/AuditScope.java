package io.tidemark.audit.station;

/**
 * What an audit compares.
 *
 * @param watermark which bound on late readings applies
 */
public record AuditScope(WatermarkBound watermark) {
  /** With the bound that holds for every run of the job. */
  public static final AuditScope DEFAULT = new AuditScope(WatermarkBound.GLOBAL);
}
