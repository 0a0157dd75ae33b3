/** The run ledger: what a run sent, by partition and by pane, with exact sums. */
package io.tidemark.model.ledger;
