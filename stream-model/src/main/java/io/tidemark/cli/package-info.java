/**
 * What every command has in common: options with environment defaults, one-line errors, exit codes,
 * progress, numbers for Prometheus.
 */
package io.tidemark.cli;
