/** Retries within one deadline. */
package io.tidemark.retry;
