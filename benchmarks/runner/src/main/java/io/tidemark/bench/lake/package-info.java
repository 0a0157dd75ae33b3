/** {@code bench lake}: the archive of a backlog, compared with two other ways. */
package io.tidemark.bench.lake;
