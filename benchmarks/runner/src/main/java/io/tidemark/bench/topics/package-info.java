/** How the audit counts large topics: readings and rows a second, and its memory. */
package io.tidemark.bench.topics;
