/** What was sent to a raw topic, by the run ledgers and journals of a folder. */
package io.tidemark.audit.ledger;
