/**
 * The parts that all commands share: options with environment defaults, one-line errors, exit
 * codes, progress, number formats and tables.
 */
package io.tidemark.cli;
