package io.tidemark.audit;

import io.tidemark.audit.report.AuditReport;
import io.tidemark.audit.report.Lag;
import io.tidemark.audit.station.PipelineSnapshot;

/** What one look of an audit has found. */
public record AuditLook(PipelineSnapshot snapshot, Lag lag, AuditReport report) {}
