/**
 * The parts that all runs share: sending to the raw topic, the accounting of each reading, the
 * closing heartbeats and the run ledger.
 */
package io.tidemark.generator.run;
