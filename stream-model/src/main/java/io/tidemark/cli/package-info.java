/**
 * What every command has in common: options with environment defaults, one-line errors, exit codes,
 * progress.
 */
package io.tidemark.cli;
