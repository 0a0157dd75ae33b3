/**
 * What every run does: sends to the raw topic, accounts for each reading, closes the windows with
 * heartbeats and writes the run ledger.
 */
package io.tidemark.generator.run;
