package io.tidemark.audit.station;

/**
 * What an audit compares.
 *
 * @param windows those that are compared
 * @param watermark which bound on late readings applies
 * @param others the other definitions that the stream has had
 */
public record AuditScope(WindowRange windows, WatermarkBound watermark, OtherVersions others) {
  /** All windows, with the bound that holds for every run of the job. */
  public static final AuditScope DEFAULT = new AuditScope(WindowRange.ALL, WatermarkBound.GLOBAL);

  /** For a definition that has always been the same. */
  public AuditScope(WindowRange windows, WatermarkBound watermark) {
    this(windows, watermark, OtherVersions.NONE);
  }
}
