/**
 * Topics: checks before work begins, the one reader of topics with its one rule for silence, dead
 * letters as records.
 */
package io.tidemark.kafka;
