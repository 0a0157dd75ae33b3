/**
 * What all commands share: options with environment defaults, one-line errors, exit codes,
 * progress, numbers and tables for people.
 */
package io.tidemark.cli;
