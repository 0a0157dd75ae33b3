/**
 * The audit: reads every station between the generator and Druid and checks that each reading
 * arrived exactly once.
 */
package io.tidemark.audit;
