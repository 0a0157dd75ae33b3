/** What the last audit that held has counted, in a file, so that the next one counts on. */
package io.tidemark.audit.last;
