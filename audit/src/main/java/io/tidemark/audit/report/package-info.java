/** Words the comparison and writes it as tables, as lines of progress and as JSON. */
package io.tidemark.audit.report;
