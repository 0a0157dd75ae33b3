/** Topics: checks before work begins, the one reader of topics, dead letters as records. */
package io.tidemark.kafka;
