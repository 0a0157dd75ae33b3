/** What a station of the pipeline is, what it had when it was read, and what it must have. */
package io.tidemark.audit.station;
